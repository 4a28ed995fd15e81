package dev.holdfast.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.Command.Envelope;
import dev.holdfast.event.Command.LeaseBlock;
import dev.holdfast.event.Command.OpenList;
import dev.holdfast.event.Command.RetireList;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.event.StatusEvent.TrustAdopted;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.JwsHeader;
import dev.holdfast.sign.KeyId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CommandCodecTest {
    private static final Ed25519Signer SIGNER = Ed25519Signer.ofSeed(new byte[32]);
    private static final Envelope ENVELOPE = new Envelope(
            new Deployment("demo"),
            new IssuerId("acme"),
            new ListId("acme.passes"),
            new WriterId("gateway"),
            new IdempotencyKey("order/7"),
            CommandId.of(1_700_000_000_000L, 7));
    private static final String OPEN_WITH = """
            {"deployment":"demo","iss":"acme","list":"acme.passes","writer":"gateway","idempotencyKey":"order/7",\
            "id":"018bcfe5-6800-7000-8000-000000000007",%s}""";
    private static final String CHANGE = "\"change\":[{\"idx\":5,\"status\":1,\"ifVersion\":3}]";
    private static final String OPEN = """
            "open":{"bits":2,"capacity":8,"publications":[{"format":"token-status-list","uri":"https://a/b"}],\
            "allocation":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""";
    private static final String LEASE =
            "\"lease\":{\"first\":0,\"count\":8,\"allocation\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}";

    @Provide
    Arbitrary<Command> commands() {
        Arbitrary<Envelope> envelopes = Combinators.combine(
                        name(),
                        name(),
                        name(),
                        Arbitraries.strings()
                                .withCharRange('!', '~')
                                .ofMinLength(1)
                                .ofMaxLength(128),
                        Arbitraries.longs().between(0, (1L << 48) - 1),
                        Arbitraries.longs())
                .as((deployment, issuer, list, key, millis, random) -> new Envelope(
                        new Deployment(deployment),
                        new IssuerId(issuer),
                        new ListId(issuer + "." + list),
                        new WriterId(list),
                        new IdempotencyKey(key),
                        CommandId.of(millis, random)));
        Arbitrary<Hash> hashes =
                Arbitraries.longs().map(seed -> Hash.of(Long.toString(seed).getBytes(StandardCharsets.US_ASCII)));
        Arbitrary<Publication> publications = Arbitraries.strings()
                .withCharRange('!', '~')
                .ofMinLength(1)
                .ofMaxLength(40)
                .map(uri -> Publication.byDefault(uri));
        Arbitrary<Integer> numbers = Arbitraries.integers().greaterOrEqual(0);
        Arbitrary<EntryChange> changes = Combinators.combine(
                        numbers,
                        Arbitraries.integers().between(0, 255),
                        Arbitraries.longs().greaterOrEqual(-1))
                .as((idx, status, version) -> new EntryChange(
                        idx, new Status(status), version < 0 ? OptionalLong.empty() : OptionalLong.of(version)));
        return Arbitraries.<Command>oneOf(
                        Combinators.combine(
                                        envelopes,
                                        Arbitraries.integers().between(0, 255),
                                        numbers,
                                        publications.list().ofMaxSize(8),
                                        hashes)
                                .as(OpenList::new),
                        Combinators.combine(envelopes, numbers, numbers, hashes).as(LeaseBlock::new),
                        Combinators.combine(envelopes, changes.list().ofMaxSize(20))
                                .as(ChangeStatuses::new),
                        envelopes.map(RetireList::new))
                .withoutEdgeCases();
    }

    private static Arbitrary<String> name() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .numeric()
                .withChars('-')
                .ofMinLength(1)
                .ofMaxLength(31);
    }

    @Property
    void what_is_signed_is_read_and_verifies(@ForAll("commands") Command command) throws Malformed, BadSignature {
        SignedCommand signed = CommandCodec.sign(command, SIGNER);
        SignedCommand read = CommandCodec.fromCompactJws(signed.toCompactJws());
        assertThat(read).isEqualTo(signed);
        SIGNER.publicKey().verify(read.signedBytes().toArray(), read.signature().toArray());
        assertThat(CommandCodec.read(read)).isEqualTo(command);
    }

    @Property(tries = 20)
    void no_part_of_a_command_is_a_command(@ForAll("commands") Command command) {
        String jws = CommandCodec.sign(command, SIGNER).toCompactJws();
        for (int length = 0; length < jws.length(); length++) {
            String part = jws.substring(0, length);
            assertThatThrownBy(() -> judge(part)).isInstanceOfAny(Malformed.class, BadSignature.class);
        }
    }

    @Property(tries = 20)
    void no_part_of_a_payload_is_a_payload_whoever_signs_it(@ForAll("commands") Command command) throws Malformed {
        byte[] payload = payload(command);
        for (int length = 0; length < payload.length; length++) {
            byte[] part = Arrays.copyOf(payload, length);
            assertThatThrownBy(() -> CommandCodec.read(signed(part))).isInstanceOf(Malformed.class);
        }
    }

    @Property
    void nothing_but_white_space_may_follow_a_payload(@ForAll("commands") Command command, @ForAll byte more)
            throws Malformed {
        byte[] payload = payload(command);
        byte[] longer = Arrays.copyOf(payload, payload.length + 1);
        longer[payload.length] = more;
        if (" \t\r\n".indexOf(more) >= 0) {
            assertThat(CommandCodec.read(signed(longer))).isEqualTo(command);
        } else {
            assertThatThrownBy(() -> CommandCodec.read(signed(longer))).isInstanceOf(Malformed.class);
        }
    }

    /// Each is refused; [#the_twin_of_every_refused_payload_is_read] reads what they were made from.
    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("unknown member", CHANGE + ",\"note\":1", "the command has a member it may not have"),
                Arguments.of(
                        "two wishes", CHANGE + ",\"retire\":{}", "the command asks for more or less than one thing"),
                Arguments.of("duplicate member", CHANGE + "," + CHANGE, "the command is not well-formed JSON"),
                Arguments.of(
                        "duplicate inside",
                        "\"change\":[{\"idx\":5,\"idx\":6,\"status\":1}]",
                        "the command is not well-formed JSON"),
                Arguments.of(
                        "unknown in a change",
                        "\"change\":[{\"idx\":5,\"status\":1,\"x\":1}]",
                        "change has a member it may not have"),
                Arguments.of("change no array", "\"change\":{}", "change is not an array"),
                Arguments.of("no idx", "\"change\":[{\"status\":1}]", "idx is not an integer"),
                Arguments.of("idx text", "\"change\":[{\"idx\":\"5\",\"status\":1}]", "idx is not an integer"),
                Arguments.of("idx fraction", "\"change\":[{\"idx\":5.0,\"status\":1}]", "idx is not an integer"),
                Arguments.of("idx negative", "\"change\":[{\"idx\":-1,\"status\":1}]", "idx is outside 0…2147483647"),
                Arguments.of("status wide", "\"change\":[{\"idx\":1,\"status\":256}]", "status is outside 0…255"),
                Arguments.of("change scalar", "\"change\":[5]", "idx is not an integer"),
                Arguments.of(
                        "ifVersion null",
                        "\"change\":[{\"idx\":1,\"status\":1,\"ifVersion\":null}]",
                        "ifVersion is not an integer"),
                Arguments.of("retire with content", "\"retire\":{\"now\":true}", "retire has a member it may not have"),
                Arguments.of("retire no object", "\"retire\":true", "retire is not an object"),
                Arguments.of(
                        "unknown in open",
                        OPEN.replace("\"bits\"", "\"x\":1,\"bits\""),
                        "open has a member it may not have"),
                Arguments.of(
                        "unknown format",
                        OPEN.replace("token-status-list", "crl"),
                        "the command: unknown publication format"),
                Arguments.of(
                        "unknown purpose",
                        OPEN.replace("token-status-list", "token-status-list/fun"),
                        "the command: unknown purpose of a publication"),
                Arguments.of(
                        "a purpose of another format",
                        OPEN.replace("token-status-list", "token-status-list/revocation"),
                        "the command: token-status-list has no purpose revocation"),
                Arguments.of(
                        "uri with a space",
                        OPEN.replace("https://a/b", "a b"),
                        "the command: not a usable publication URI"),
                Arguments.of(
                        "unknown in publication",
                        OPEN.replace("\"uri\"", "\"x\":1,\"uri\""),
                        "publication has a member it may not have"),
                Arguments.of(
                        "short commitment",
                        OPEN.replace("AAAAAAAAA\"", "A\""),
                        "the command: a hash has 32 bytes, not 26"),
                Arguments.of(
                        "padded commitment", LEASE.replace("AAA\"", "AAA=\""), "allocation is not canonical base64url"),
                Arguments.of(
                        "loose commitment", LEASE.replace("AAA\"", "AAB\""), "allocation is not canonical base64url"),
                Arguments.of("other alphabet", LEASE.replace("AAA\"", "A+A\""), "allocation is not base64url"),
                Arguments.of(
                        "unknown in lease",
                        LEASE.replace("\"first\"", "\"x\":1,\"first\""),
                        "lease has a member it may not have"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void a_payload_that_is_not_exact_is_refused(String what, String wish, String message) {
        assertThatThrownBy(() -> CommandCodec.read(signed(OPEN_WITH.formatted(wish))))
                .as(what)
                .isInstanceOf(Malformed.class)
                .hasMessage(message);
    }

    @Test
    void the_twin_of_every_refused_payload_is_read() throws Malformed {
        assertThat(CommandCodec.read(signed(OPEN_WITH.formatted(CHANGE))))
                .isEqualTo(
                        new ChangeStatuses(ENVELOPE, List.of(new EntryChange(5, Status.INVALID, OptionalLong.of(3)))));
        assertThat(CommandCodec.read(signed(OPEN_WITH.formatted("\"retire\":{}"))))
                .isEqualTo(new RetireList(ENVELOPE));
        Hash zeros = Hash.wrap(new byte[32]);
        assertThat(CommandCodec.read(signed(OPEN_WITH.formatted(LEASE))))
                .isEqualTo(new LeaseBlock(ENVELOPE, 0, 8, zeros));
        assertThat(CommandCodec.read(signed(OPEN_WITH.formatted(OPEN))))
                .isEqualTo(new OpenList(ENVELOPE, 2, 8, List.of(Publication.byDefault("https://a/b")), zeros));
    }

    @ParameterizedTest
    @MethodSource("envelopeMembers")
    void every_member_of_the_envelope_is_needed(String member) {
        String payload = OPEN_WITH.formatted(CHANGE).replaceFirst("\"" + member + "\":\"[^\"]*\",", "");
        assertThatThrownBy(() -> CommandCodec.read(signed(payload)))
                .isInstanceOf(Malformed.class)
                .hasMessage(member + " is not a string");
    }

    static Stream<String> envelopeMembers() {
        return Stream.of("deployment", "iss", "list", "writer", "idempotencyKey", "id");
    }

    @Test
    void a_jws_that_is_not_canonical_is_refused() throws Malformed {
        String jws = CommandCodec.sign(new RetireList(ENVELOPE), SIGNER).toCompactJws();
        judgeable(jws);
        String[] parts = jws.split("\\.", -1);
        for (String other : new String[] {
            "",
            parts[0] + "." + parts[1],
            jws + ".",
            "." + jws,
            jws + "=",
            jws + "\n",
            " " + jws,
            parts[0] + "." + parts[1] + "=." + parts[2],
            parts[0] + "=." + parts[1] + "." + parts[2],
            jws.replace(".", ".."),
            jws + "é"
        }) {
            assertThatThrownBy(() -> judge(other)).as(other).isInstanceOf(Malformed.class);
        }
    }

    @Test
    void the_header_binds_type_and_key() throws Malformed {
        byte[] payload = OPEN_WITH.formatted(CHANGE).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(
                        () -> CommandCodec.read(CommandCodec.fromCompactJws(JwsHeader.compact("JWT", SIGNER, payload))))
                .isInstanceOf(Malformed.class)
                .hasMessage("typ is not holdfast-command+jwt");
        SignedCommand mine = signed(payload);
        KeyId other = new KeyId("A".repeat(43));
        assertThatThrownBy(() -> CommandCodec.read(new SignedCommand(mine.signedBytes(), other, mine.signature())))
                .isInstanceOf(Malformed.class)
                .hasMessage("the key id beside the command differs from its header's");
    }

    @Test
    void a_command_that_is_too_long_is_not_looked_at() {
        byte[] payload = OPEN_WITH
                .formatted(CHANGE + " ".repeat(CommandCodec.MAX_SIGNED_BYTES))
                .getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> CommandCodec.read(signed(payload)))
                .isInstanceOf(Malformed.class)
                .hasMessage("the JWS is longer than 716800 bytes");
    }

    @Test
    void the_chain_commits_to_kind_and_signed_bytes_and_to_nothing_else() {
        Bytes signed = Bytes.ofAscii("a.b");
        KeyId key = SIGNER.keyId();
        Hash link = new SignedCommand(signed, key, Bytes.ofAscii("one")).link();
        assertThat(link).isEqualTo(Hash.of(new byte[] {1, 'a', '.', 'b'}));
        assertThat(new SignedCommand(signed, key, Bytes.ofAscii("two")).link()).isEqualTo(link);
        assertThat(new TrustAdopted(Bytes.ofAscii("{}"), signed).link())
                .isEqualTo(Hash.of(new byte[] {2, 'a', '.', 'b'}));
    }

    private static void judgeable(String jws) {
        try {
            judge(jws);
        } catch (Malformed | BadSignature e) {
            throw new AssertionError(e);
        }
    }

    private static void judge(String jws) throws Malformed, BadSignature {
        SignedCommand command = CommandCodec.fromCompactJws(jws);
        CommandCodec.read(command);
        SIGNER.publicKey()
                .verify(command.signedBytes().toArray(), command.signature().toArray());
    }

    private static byte[] payload(Command command) throws Malformed {
        String input = CommandCodec.sign(command, SIGNER).signedBytes().toAscii();
        return StrictJson.base64Url(input.substring(input.indexOf('.') + 1), "payload");
    }

    private static SignedCommand signed(String payload) throws Malformed {
        return signed(payload.getBytes(StandardCharsets.UTF_8));
    }

    private static SignedCommand signed(byte[] payload) throws Malformed {
        Bytes input = JwsHeader.of(CommandCodec.TYPE, SIGNER).signingInput(payload);
        return new SignedCommand(input, SIGNER.keyId(), Bytes.of(SIGNER.sign(input.toArray())));
    }
}
