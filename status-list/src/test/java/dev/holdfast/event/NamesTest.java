package dev.holdfast.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.format.Form;
import dev.holdfast.format.ListFormat;
import dev.holdfast.format.TokenStatusListJwt;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    private static final String LONGEST = "a".repeat(32) + "." + "b".repeat(31);

    @ParameterizedTest
    @ValueSource(strings = {"a.b", "acme.passes", "acme-1.eu.2026", "-.-", "0.0", "a.b."})
    void a_list_id_is_an_issuer_a_dot_and_a_name(String text) {
        ListId id = new ListId(text);
        assertThat(id.issuer().value()).isEqualTo(text.substring(0, text.indexOf('.')));
        assertThat(id).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "a", "ab", "abc", ".ab", "a.", "a..b", "A.b", "a.B", "a_b.c", "a.b\n", "a.b ", " a.b", "a.é",
                "a/b.c"
            })
    void other_list_ids_are_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ListId(text));
    }

    @Test
    void a_list_id_has_at_most_64_bytes_and_its_issuer_32() {
        assertThat(new ListId(LONGEST).value()).hasSize(ListId.MAX_LENGTH);
        assertThatIllegalArgumentException().isThrownBy(() -> new ListId(LONGEST + "b"));
        assertThatIllegalArgumentException().isThrownBy(() -> new ListId("a".repeat(33) + ".b"));
    }

    @Test
    void list_ids_are_ordered_by_their_bytes() {
        assertThat(Stream.of("b.a", "a.b", "a-.b", "a0.b", "aa.b", "a.-", "a.ba")
                        .map(ListId::new)
                        .sorted()
                        .map(ListId::value))
                .containsExactly("a-.b", "a.-", "a.b", "a.ba", "a0.b", "aa.b", "b.a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "a.b", "a b", "a\n", "é", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void short_names_have_one_shape(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Deployment(text));
        assertThatIllegalArgumentException().isThrownBy(() -> new IssuerId(text));
        assertThatIllegalArgumentException().isThrownBy(() -> new Region(text));
        assertThatIllegalArgumentException().isThrownBy(() -> new WriterId(text));
        assertThat(new Deployment("a".repeat(32)).value()).hasSize(32);
    }

    @Test
    void an_idempotency_key_is_printable_ascii() {
        assertThat(new IdempotencyKey("!~" + "x".repeat(126)).value()).hasSize(128);
        for (String text : List.of("", "a b", "a\n", "é", "\u007f", "x".repeat(129))) {
            assertThatIllegalArgumentException().isThrownBy(() -> new IdempotencyKey(text));
        }
    }

    @Property
    void a_command_id_is_a_uuid_of_version_7(
            @ForAll @LongRange(max = (1L << 48) - 1) long millis, @ForAll long random) {
        CommandId id = CommandId.of(millis, random);
        assertThat(id.value().version()).isEqualTo(7);
        assertThat(id.value().variant()).isEqualTo(2);
        assertThat(id.unixMillis()).isEqualTo(millis);
        assertThat(CommandId.parse(id.toString())).isEqualTo(id).isEqualByComparingTo(id);
    }

    @Property
    void command_ids_are_ordered_by_time_first(
            @ForAll @LongRange(max = (1L << 48) - 2) long millis, @ForAll long one, @ForAll long other) {
        assertThat(CommandId.of(millis, one)).isLessThan(CommandId.of(millis + 1, other));
        assertThat(CommandId.of(millis, one).compareTo(CommandId.of(millis, other)))
                .isEqualTo(Long.compareUnsigned(one << 2, other << 2));
    }

    /// RFC 9562, appendix A.6.
    @Test
    void the_uuid_of_rfc_9562_carries_its_time() {
        assertThat(CommandId.parse("017f22e2-79b0-7cc3-98c4-dc0c0c07398f").unixMillis())
                .isEqualTo(1_645_557_742_000L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "017f22e2-79b0-4cc3-98c4-dc0c0c07398f",
                "017f22e2-79b0-7cc3-18c4-dc0c0c07398f",
                "017F22E2-79B0-7CC3-98C4-DC0C0C07398F",
                "17f22e2-79b0-7cc3-98c4-dc0c0c07398f",
                "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}",
                "017f22e2-79b0-7cc3-98c4-dc0c0c07398f ",
                "017f22e279b07cc398c4dc0c0c07398f"
            })
    void other_command_ids_are_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> CommandId.parse(text));
    }

    @Test
    void a_command_id_is_not_made_of_any_uuid_or_time() {
        assertThatIllegalArgumentException().isThrownBy(() -> new CommandId(new UUID(0, 0)));
        assertThatIllegalArgumentException().isThrownBy(() -> CommandId.of(-1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> CommandId.of(1L << 48, 0));
    }

    /// Token Status List, section 7, pinned to draft 20: 0x0B is reserved.
    @Test
    void statuses_are_assigned_as_the_draft_says() {
        assertThat(IntStream.rangeClosed(0, 255)
                        .filter(code -> new Status(code).isAssigned())
                        .boxed())
                .containsExactly(0, 1, 2, 3, 12, 13, 14, 15);
        assertThat(Status.INVALID).hasToString("INVALID");
        assertThat(new Status(11)).hasToString("0x0B");
        assertThatIllegalArgumentException().isThrownBy(() -> new Status(256));
        assertThatIllegalArgumentException().isThrownBy(() -> new Status(-1));
    }

    @Test
    void an_entry_lies_below_two_to_the_twenty() {
        assertThat(new EntryIndex((1 << 20) - 1)).isGreaterThan(new EntryIndex(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new EntryIndex(1 << 20));
        assertThatIllegalArgumentException().isThrownBy(() -> new EntryIndex(-1));
    }

    @Test
    void codes_of_refusals_and_formats_are_distinct_and_lead_back() {
        assertThat(Arrays.stream(Refusal.values()).map(Refusal::code))
                .doesNotHaveDuplicates()
                .allMatch(c -> c > 0 && c < 256);
        assertThat(Arrays.stream(Refusal.values()).map(Refusal::wireName)).doesNotHaveDuplicates();
        assertThat(Refusal.values()).allMatch(refusal -> Refusal.coded(refusal.code()) == refusal);
        assertThatIllegalArgumentException().isThrownBy(() -> Refusal.coded(0));
        assertThat(ListFormat.all()).extracting(ListFormat::code).doesNotHaveDuplicates();
        for (ListFormat format : ListFormat.all()) {
            assertThat(ListFormat.coded(format.code())).isEqualTo(format);
            assertThat(ListFormat.named(format.wireName())).isEqualTo(format);
            for (Purpose purpose : format.purposes()) {
                Form form = new Form(format, purpose);
                assertThat(Form.coded(form.code())).isEqualTo(form);
                assertThat(Form.named(form.wireName())).isEqualTo(form);
            }
        }
        assertThatIllegalArgumentException().isThrownBy(() -> ListFormat.coded(0));
        assertThatIllegalArgumentException().isThrownBy(() -> ListFormat.named("token-status-lists"));
        for (Purpose purpose : Purpose.values()) {
            assertThat(Purpose.coded(purpose.code())).isEqualTo(purpose);
            assertThat(Purpose.named(purpose.wireName())).isEqualTo(purpose);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Purpose.coded(9));
        assertThatIllegalArgumentException().isThrownBy(() -> Purpose.named("refresh"));
        for (String none : List.of("", "/", "token-status-list/", "token-status-list/status", "crl/status")) {
            assertThatIllegalArgumentException().as(none).isThrownBy(() -> Form.named(none));
        }
        for (int none : List.of(0, 63, 64, 65, 255)) {
            assertThatIllegalArgumentException().as("%d", none).isThrownBy(() -> Form.coded(none));
        }
    }

    @Test
    void every_format_that_is_permitted_is_in_the_list_of_formats() {
        assertThat(ListFormat.all())
                .extracting(format -> (Object) format.getClass())
                .containsOnly((Object[]) ListFormat.class.getPermittedSubclasses());
    }

    @Test
    void a_publication_uri_is_printable_ascii() {
        assertThat(Publication.byDefault("x".repeat(255)).uri()).hasSize(255);
        for (String uri : List.of("", "a b", "ä", "a\n", "\u007f", "x".repeat(256))) {
            assertThatIllegalArgumentException().isThrownBy(() -> Publication.byDefault(uri));
        }
    }

    @Test
    void a_form_has_a_purpose_of_its_format() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Form(new TokenStatusListJwt(), Purpose.REVOCATION))
                .withMessage("token-status-list has no purpose revocation");
    }
}
