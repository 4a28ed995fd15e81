package dev.holdfast.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.event.ListId;
import dev.holdfast.event.Publication;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.LayoutWriter;
import dev.holdfast.layout.Malformed;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DescriptorTest {
    private static final Publication PUBLICATION = Publication.byDefault("https://status.example/acme.passes");
    private static final Descriptor PASSES =
            new Descriptor(new ListId("acme.passes"), 2, 131_072, List.of(PUBLICATION), false);

    @Provide
    Arbitrary<Descriptor> descriptors() {
        Arbitrary<ListId> ids = Combinators.combine(
                        Arbitraries.strings()
                                .withCharRange('a', 'z')
                                .numeric()
                                .withChars('-')
                                .ofMinLength(1)
                                .ofMaxLength(20),
                        Arbitraries.strings()
                                .withCharRange('a', 'z')
                                .numeric()
                                .withChars('-')
                                .ofMinLength(1)
                                .ofMaxLength(20))
                .as((issuer, name) -> new ListId(issuer + "." + name));
        Arbitrary<Publication> publications = Arbitraries.strings()
                .withCharRange('!', '~')
                .ofMinLength(1)
                .ofMaxLength(Publication.MAX_URI_LENGTH)
                .map(uri -> Publication.byDefault(uri));
        return Combinators.combine(
                        ids,
                        Arbitraries.of(1, 2, 4, 8),
                        Arbitraries.integers().between(1, 1 << 20),
                        publications.list().ofMaxSize(8),
                        Arbitraries.of(true, false))
                .as(Descriptor::new)
                .withoutEdgeCases();
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void what_is_written_is_read(@ForAll("descriptors") Descriptor descriptor) throws Malformed {
        byte[] bytes = descriptor.toBytes();
        assertThat(bytes).hasSizeLessThanOrEqualTo(Descriptor.MAX_BYTES);
        assertThat(Descriptor.parse(bytes)).isEqualTo(descriptor);
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void no_part_is_enough_and_nothing_may_follow(@ForAll("descriptors") Descriptor descriptor, @ForAll byte more) {
        byte[] bytes = descriptor.toBytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] part = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Descriptor.parse(part)).isInstanceOf(Malformed.class);
        }
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = more;
        assertThatThrownBy(() -> Descriptor.parse(longer))
                .isInstanceOf(Malformed.class)
                .hasMessage("1 trailing bytes");
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void a_flipped_bit_is_refused_or_says_something_else_in_the_one_form_it_has(
            @ForAll("descriptors") Descriptor descriptor, @ForAll @IntRange(max = 1 << 20) int position) {
        byte[] bytes = descriptor.toBytes();
        bytes[position / 8 % bytes.length] ^= (byte) (1 << position % 8);
        try {
            Descriptor other = Descriptor.parse(bytes);
            assertThat(other).isNotEqualTo(descriptor);
            assertThat(other.toBytes()).isEqualTo(bytes);
        } catch (Malformed e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    @Test
    void the_layout_is_the_documented_one() {
        assertThat(PASSES.toBytes())
                .isEqualTo(new LayoutWriter()
                        .magic("HFl1")
                        .string("acme.passes")
                        .u8(2)
                        .u32(131_072)
                        .u8(0)
                        .u8(1)
                        .u8(1)
                        .string("https://status.example/acme.passes")
                        .toArray());
    }

    @Test
    void shapes_no_list_has_are_refused() throws Malformed {
        assertThat(Descriptor.parse(layout(2, 8, 1, 0))).isNotNull();
        assertThatThrownBy(() -> Descriptor.parse(layout(3, 8, 0, 0)))
                .isInstanceOf(Malformed.class)
                .hasMessage("descriptor: no list has 3 bits and 8 entries");
        assertThatThrownBy(() -> Descriptor.parse(layout(2, 0, 0, 0))).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> Descriptor.parse(layout(2, (1 << 20) + 1, 0, 0)))
                .isInstanceOf(Malformed.class)
                .hasMessage("capacity 1048577 is above 1048576");
        assertThatThrownBy(() -> Descriptor.parse(layout(2, 8, 2, 0)))
                .isInstanceOf(Malformed.class)
                .hasMessage("retired is neither 0 nor 1");
        assertThatThrownBy(() -> Descriptor.parse(layout(2, 8, 0, 1))).isInstanceOf(Malformed.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Descriptor(PASSES.id(), 2, 8, Collections.nCopies(9, PUBLICATION), false));
    }

    @Test
    void a_leaf_commits_to_descriptor_version_and_statuses() {
        PackedStatuses statuses = PackedStatuses.allValid(2, 131_072);
        ListImage image = new ListImage(PASSES, 7, statuses);
        assertThat(image.leaf())
                .isEqualTo(Hash.of(
                                new byte[] {0},
                                Hash.of(PASSES.toBytes()).toArray(),
                                new byte[] {0, 0, 0, 0, 0, 0, 0, 7},
                                statuses.digest().toArray())
                        .toArray());
        assertThat(new ListImage(PASSES, 8, statuses).leaf()).isNotEqualTo(image.leaf());
        assertThat(new ListImage(PASSES.asRetired(), 7, statuses).leaf()).isNotEqualTo(image.leaf());
        assertThat(new ListImage(PASSES, 7, statuses.with(new TreeMap<>(Map.of(5, 1)))).leaf())
                .isNotEqualTo(image.leaf());
    }

    @Test
    void an_image_has_one_shape_and_a_version() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ListImage(PASSES, 1, PackedStatuses.allValid(1, 131_072)));
        assertThatIllegalArgumentException().isThrownBy(() -> new ListImage(PASSES, 1, PackedStatuses.allValid(2, 8)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ListImage(PASSES, 0, PackedStatuses.allValid(2, 131_072)));
    }

    private static byte[] layout(int bits, int capacity, int retired, int publications) {
        return new LayoutWriter()
                .magic("HFl1")
                .string("acme.passes")
                .u8(bits)
                .u32(capacity)
                .u8(retired)
                .u8(publications)
                .toArray();
    }
}
