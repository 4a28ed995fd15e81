package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.event.ListId;
import dev.holdfast.format.Provenance;
import dev.holdfast.format.StatusListToken;
import dev.holdfast.format.TokenStatusListCwt;
import dev.holdfast.format.TokenStatusListJwt;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.list.Descriptor;
import dev.holdfast.list.ListImage;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.Signer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerifyTest {
    private static final byte[] BODY = Delta.heartbeat(17).toBytes();
    private static final List<ListImage> LISTS = List.of(new ListImage(
            new Descriptor(new ListId("acme.cards"), 2, 100, List.of(), false),
            3,
            PackedStatuses.allValid(2, 100).with(new TreeMap<>(java.util.Map.of(5, 1)))));

    @TempDir
    private Path dir;

    private Terminal terminal;

    @BeforeEach
    void a_directory() throws Exception {
        terminal = new Terminal(dir);
    }

    @Test
    void a_checkpoint() throws Exception {
        Terminal.Run run = verify(new Checkpoint(signed(terminal.checkpointKey), Bytes.of(BODY)).toBytes());

        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains(
                        "what         checkpoint", "partition    2", "n            17", "iat          " + terminal.now)
                .contains("signer       " + terminal.checkpointKey.keyId(), "from         17");
    }

    @Test
    void an_envelope() throws Exception {
        assertThat(verify(signed(terminal.checkpointKey).toBytes()).out()).contains("what         envelope");
    }

    @Test
    void a_snapshot() throws Exception {
        Terminal.Run run = verify(new Snapshot(signed(terminal.checkpointKey), LISTS).toBytes());

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("what         snapshot", "lists        1");
    }

    @Test
    void a_token_and_json() throws Exception {
        Terminal.Run run = verify(token(terminal.now, terminal.tokenKey), "--json");

        assertThat(run.exit()).isZero();
        var json = new ObjectMapper().readTree(run.out());
        assertThat(json.path("what").asText()).isEqualTo("token");
        assertThat(json.path("n").asInt()).isEqualTo(17);
        assertThat(json.path("signer").asText())
                .isEqualTo(terminal.tokenKey.keyId().value());
    }

    @Test
    void a_token_in_cbor() throws Exception {
        byte[] cwt = TokenStatusListCwt.sign(TokenStatusListCwt.payload(claims(terminal.now), 6), terminal.tokenKey);
        Terminal.Run run = verify(cwt, "--json");

        assertThat(run.exit()).isZero();
        var json = new ObjectMapper().readTree(run.out());
        assertThat(json.path("format").asText()).isEqualTo("token-status-list-cwt");
        assertThat(json.path("listVersion").asInt()).isEqualTo(3);
        cwt[cwt.length - 1] ^= 1;
        assertDistrust("bad-signature", cwt);
    }

    @Test
    void an_expired_token_is_authentic_and_no_answer() throws Exception {
        Terminal.Run run = verify(token(terminal.now.minus(Duration.ofDays(2)), terminal.tokenKey));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.errorLine()).startsWith("holdfast: expired: ");
    }

    @Test
    void every_flipped_bit_of_a_checkpoint_is_distrust() throws Exception {
        assertEveryFlipIsDistrust(new Checkpoint(signed(terminal.checkpointKey), Bytes.of(BODY)).toBytes());
    }

    @Test
    void every_flipped_bit_of_a_snapshot_is_distrust() throws Exception {
        assertEveryFlipIsDistrust(new Snapshot(signed(terminal.checkpointKey), LISTS).toBytes());
    }

    @Test
    void the_reason_has_its_wire_name() throws Exception {
        SignedHeader good = signed(terminal.checkpointKey);
        Bytes otherBody = Bytes.of(Delta.heartbeat(18).toBytes());

        assertDistrust("body-mismatch", new Checkpoint(good, otherBody).toBytes());
        assertDistrust("unknown-key", signed(Terminal.key(9)).toBytes());
        assertDistrust("unknown-key", token(terminal.now, terminal.checkpointKey));
        assertDistrust("root-mismatch", new Snapshot(good, List.of()).toBytes());
        assertDistrust("malformed", new byte[] {1, 2, 3});
        assertDistrust("malformed", new byte[0]);
        assertDistrust("malformed", "HFp1".getBytes(StandardCharsets.US_ASCII));
        byte[] signature = good.toBytes();
        signature[signature.length - 1] ^= 1;
        assertDistrust("bad-signature", signature);
    }

    @Test
    void a_trust_document_under_another_root_is_distrust() throws Exception {
        var stranger = dev.holdfast.trust.Root.of(
                Terminal.DEPLOYMENT, 1, List.of(Terminal.key(9).publicKey()));
        terminal.write("other-root.json", stranger.toBytes());
        Path file = terminal.write("c", signed(terminal.checkpointKey).toBytes());

        Terminal.Run run = terminal.runHere(
                "verify",
                file.toString(),
                "--trust",
                dir.resolve("trust-1.json").toString(),
                "--root",
                dir.resolve("other-root.json").toString());

        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.errorLine()).contains("untrusted-document");
    }

    @Test
    void a_file_that_is_not_there_is_wrong_usage() {
        assertThat(terminal.runHere("verify", dir.resolve("nothing").toString()).exit())
                .isEqualTo(2);
        assertThat(terminal.runHere("verify", dir.toString()).exit()).isEqualTo(2);
        assertThat(terminal.run("verify").exit()).isEqualTo(2);
    }

    @Test
    void without_a_trust_document_kafka_is_asked_and_missed() throws Exception {
        terminal.endpoints("http://127.0.0.1:1", "127.0.0.1:1");
        Path file = terminal.write("c", signed(terminal.checkpointKey).toBytes());

        Terminal.Run run = terminal.runHere("verify", file.toString());

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.errorLine()).contains("--trust FILE");
    }

    @Test
    void a_token_by_the_authority_that_its_chain_leads_to() throws Exception {
        CertifiedKey key = CertifiedKey.of("authority", terminal.now);
        Path ca = terminal.write("ca.pem", key.authorityPem());
        byte[] token = token(terminal.now, key.signer());

        Terminal.Run run = certified(token, "--ca", ca.toString());

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).contains("signer       " + key.signer().keyId());
        // Neither root nor trust document was there to be asked.
        assertDistrust("unknown-key", token);
    }

    @Test
    void a_token_that_the_authority_does_not_vouch_for() throws Exception {
        CertifiedKey key = CertifiedKey.of("authority", terminal.now);
        String ca = terminal.write("ca.pem", key.authorityPem()).toString();
        String other = terminal.write(
                        "other.pem", CertifiedKey.of("other", terminal.now).authorityPem())
                .toString();
        byte[] token = token(terminal.now, key.signer());

        assertCertified(4, "no-path: ", token, "--ca", other);
        assertCertified(4, "no-chain: ", token(terminal.now, terminal.tokenKey), "--ca", ca);
        assertCertified(4, "wrong-usage: ", token, "--ca", ca, "--ca-usage", "1.3.6.1.5.5.7.3.30");
        byte[] flipped = token.clone();
        flipped[token.length - 20] ^= 1;
        assertCertified(4, "bad-signature: ", flipped, "--ca", ca);
        assertCertified(1, "expired: ", token(terminal.now.minus(Duration.ofDays(2)), key.signer()), "--ca", ca);
        // The valid twin, with two authorities named.
        assertThat(certified(token, "--ca", other, "--ca", ca).exit()).isZero();
    }

    @Test
    void authorities_are_for_tokens_and_stand_in_files_of_certificates() throws Exception {
        CertifiedKey key = CertifiedKey.of("authority", terminal.now);
        String ca = terminal.write("ca.pem", key.authorityPem()).toString();
        String trust = dir.resolve("trust-1.json").toString();
        byte[] token = token(terminal.now, key.signer());

        assertCertified(
                2,
                "only tokens carry certificates",
                signed(terminal.checkpointKey).toBytes(),
                "--ca",
                ca);
        assertCertified(2, "with --trust or with --ca", token, "--ca", ca, "--trust", trust);
        String root = dir.resolve("keys/root.json").toString();
        assertCertified(2, "leave out --root", token, "--ca", ca, "--root", root);
        assertCertified(2, "leave out --root", token, "--ca", ca, "--kafka", "127.0.0.1:1");
        assertCertified(2, "--ca-usage says what", token, "--ca-usage", "1.2.3");
        assertCertified(2, "--ca-usage: not an object identifier", token, "--ca", ca, "--ca-usage", "signing");
        assertCertified(2, "cannot read", token, "--ca", dir.resolve("nothing").toString());
        assertCertified(2, "something else than certificates", token, "--ca", trust);
        String empty = terminal.write("empty.pem", new byte[0]).toString();
        assertCertified(2, "holds no certificate", token, "--ca", empty);
    }

    @Test
    void a_file_of_authorities_holds_certificates_to_its_end() throws Exception {
        CertifiedKey key = CertifiedKey.of("authority", terminal.now);
        String pem = new String(key.authorityPem(), StandardCharsets.US_ASCII);
        byte[] token = token(terminal.now, key.signer());

        for (String bad : new String[] {
            pem + "garbage",
            pem + "-----BEGIN CERTIFICATE-----\nMIIB",
            pem + "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n",
            pem.replace("-----END", "AAAA\n-----END"),
            pem.replace("\nM", "\n*")
        }) {
            String file = terminal.write("bad.pem", bad.getBytes(StandardCharsets.US_ASCII))
                    .toString();
            assertCertified(2, "something else than certificates in PEM", token, "--ca", file);
        }
        // Their valid twin, as tools write it: what stands before a certificate says whose it is.
        String file = terminal.write(
                        "twice.pem",
                        ("subject=CN = authority\n" + pem + "\n# again\n" + pem + "\n\n")
                                .getBytes(StandardCharsets.US_ASCII))
                .toString();
        Terminal.Run run = certified(token, "--ca", file);
        assertThat(run.exit()).as(run.err()).isZero();
    }

    private void assertCertified(int exit, String error, byte[] content, String... more) throws Exception {
        Terminal.Run run = certified(content, more);
        assertThat(run.exit()).as(run.err()).isEqualTo(exit);
        assertThat(run.errorLine()).contains(error);
    }

    /// Without a directory of a demo, and so without a root.
    private Terminal.Run certified(byte[] content, String... more) throws Exception {
        Path file = Files.write(dir.resolve("file"), content);
        return terminal.run(java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("verify", file.toString()), java.util.Arrays.stream(more))
                .toArray(String[]::new));
    }

    private void assertEveryFlipIsDistrust(byte[] good) throws Exception {
        assertThat(verify(good).exit()).isZero();
        for (int bit = 0; bit < 8 * good.length; bit += 29) {
            byte[] flipped = good.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Terminal.Run run = verify(flipped);
            assertThat(run.exit()).as("bit " + bit).isEqualTo(4);
            assertThat(run.errorLine()).isNotBlank();
        }
    }

    private void assertDistrust(String reason, byte[] content) throws Exception {
        Terminal.Run run = verify(content);
        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.errorLine()).startsWith("holdfast: " + reason + ": ");
        assertThat(run.out()).isEmpty();
    }

    private Terminal.Run verify(byte[] content, String... more) throws Exception {
        Path file = Files.write(dir.resolve("file"), content);
        String[] arguments = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(
                                "verify",
                                file.toString(),
                                "--trust",
                                dir.resolve("trust-1.json").toString()),
                        java.util.Arrays.stream(more))
                .toArray(String[]::new);
        return terminal.runHere(arguments);
    }

    private SignedHeader signed(Signer key) {
        Header header = new Header(
                Terminal.DEPLOYMENT,
                Terminal.REGION,
                1,
                2,
                17,
                Hash.of(new byte[] {1}),
                16,
                1,
                1,
                Snapshot.rootOf(LISTS),
                terminal.now,
                Delta.hashOf(BODY));
        return SignedHeader.sign(header.toBytes(), key);
    }

    private static byte[] token(Instant issuedAt, Signer key) {
        return (TokenStatusListJwt.sign(TokenStatusListJwt.payload(claims(issuedAt), 6), key) + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static StatusListToken claims(Instant issuedAt) {
        return new StatusListToken(
                "https://status.example/lists/acme.cards",
                issuedAt,
                Optional.of(issuedAt.plus(Duration.ofDays(1))),
                Optional.empty(),
                LISTS.getFirst().statuses(),
                Optional.empty(),
                Optional.of(new Provenance(1, 2, 17, 3)));
    }
}
