package dev.holdfast.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.bitstring.StatusListError;
import dev.holdfast.bitstring.VerifiedBitstring;
import dev.holdfast.credential.CredentialVerifier;
import dev.holdfast.credential.StatusPointer;
import dev.holdfast.credential.VerifiedCredential;
import dev.holdfast.event.Purpose;
import dev.holdfast.format.VerifiedToken;
import dev.holdfast.issuer.Did;
import dev.holdfast.issuer.IssuerKeys;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.vc.CredentialRefused;
import dev.holdfast.vc.SecuredVc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Libraries of other makers at our lists and credentials, and we at theirs, entry by entry. The lists are drawn at
/// random; `-Dseed=N` draws those of a run again.
@Tag("long")
class FormatPeersTest {
    private static final Set<String> LIBRARIES =
            Set.of("@sd-jwt/jwt-status-list", "@owf/token-status-list", "@digitalbazaar/vc-bitstring-status-list");

    @TempDir
    private static Path directory;

    private static NodePrograms programs;
    private static OurFiles ours;

    @BeforeAll
    static void write() throws Exception {
        programs = NodePrograms.install(directory.resolve("programs"));
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("lists for other makers' libraries: seed " + seed);
        ours = OurFiles.write(directory.resolve("ours"), new Random(seed));
    }

    @Test
    void they_read_what_we_write_and_refuse_what_another_signed() throws Exception {
        Map<String, ObjectNode> said = new HashMap<>();
        for (ObjectNode line : programs.node("read.js", directory.resolve("ours"))) {
            said.put(StrictJson.text(line, "file"), line);
        }
        assertThat(said).hasSize(ours.lists.size() + ours.credentials.size());
        Set<String> libraries = new TreeSet<>();
        for (Written.OfList list : ours.lists) {
            JsonNode line = said.get(list.file());
            assertThat(line.path("entries").intValue())
                    .isEqualTo(list.statuses().capacity());
            line.path("by").forEach(library -> libraries.add(library.textValue()));
        }
        assertThat(libraries).isEqualTo(LIBRARIES);
        for (Written.OfCredential credential : ours.credentials) {
            assertThat(said.get(credential.file()).path("status").intValue())
                    .as(credential.toString())
                    .isEqualTo(credential.status());
        }
    }

    @Test
    void we_read_what_they_write_and_refuse_what_another_signed() throws Exception {
        Path theirs = Files.createDirectories(directory.resolve("theirs"));
        Map<String, ObjectNode> counterparts = new HashMap<>();
        Set<String> libraries = new TreeSet<>();
        for (ObjectNode line : programs.node("write.js", directory.resolve("ours"), theirs)) {
            counterparts.put(StrictJson.text(line, "of"), line);
            ours.lists.stream()
                    .filter(list -> list.file().equals(line.path("of").textValue()))
                    .forEach(list -> {
                        libraries.add(line.path("by").textValue());
                        requireSame(list, token(theirs, line), issuer(line));
                    });
        }
        assertThat(libraries).isEqualTo(LIBRARIES);
        assertThat(counterparts).hasSize(ours.lists.size() + ours.credentials.size());
        CredentialVerifier verifier = new CredentialVerifier(OurFiles.SUITES, IssuerKeys.dids());
        for (Written.OfCredential credential : ours.credentials) {
            ObjectNode line = counterparts.get(credential.file());
            byte[] bytes = token(theirs, line).toArray();
            VerifiedCredential verified = verifier.verify(bytes, credential.kind(), Instant.now());
            assertThat(verified.issuer()).isEqualTo(issuer(line));
            StatusPointer pointer = verified.statuses().getFirst();
            assertThat(pointer.list()).isEqualTo(credential.list().url());
            Bytes list = token(theirs, counterparts.get(credential.list().file()));
            assertThat(status(pointer, credential.list(), list, issuer(line)))
                    .as(credential.toString())
                    .isEqualTo(credential.status());
            CredentialVerifier mistaken = new CredentialVerifier(OurFiles.SUITES, stranger(credential));
            assertThatThrownBy(() -> mistaken.verify(bytes, credential.kind(), Instant.now()))
                    .isInstanceOf(CredentialRefused.class);
        }
    }

    private static void requireSame(Written.OfList list, Bytes token, String issuer) {
        try {
            PackedStatuses read = list.form().purpose() == Purpose.STATUS
                    ? verifyToken(list, token, issuer).token().statuses()
                    : verifyBitstring(list, token, IssuerKeys.dids())
                            .credential()
                            .bits();
            assertThat(read.bits()).isEqualTo(list.statuses().bits());
            for (int idx = 0; idx < list.statuses().capacity(); idx++) {
                if (read.code(idx) != list.statuses().code(idx)) {
                    throw new AssertionError("entry " + idx + " of " + list.file() + " is read as " + read.code(idx));
                }
            }
        } catch (Exception e) {
            throw new AssertionError(list.form() + " of another maker, " + list.algorithm(), e);
        }
        if (list.form().purpose() == Purpose.STATUS) {
            String stranger = Did.key(ours.signer(list.algorithm()).publicKey());
            assertThatThrownBy(() -> verifyToken(list, token, stranger)).isInstanceOf(BadSignature.class);
        } else {
            assertThatThrownBy(() -> verifyBitstring(list, token, stranger(list)))
                    .isInstanceOf(StatusListError.class);
        }
    }

    private static int status(StatusPointer pointer, Written.OfList list, Bytes token, String issuer) throws Exception {
        return switch (pointer) {
            case StatusPointer.InTokenList(var reference) ->
                reference.in(verifyToken(list, token, issuer), Instant.now()).code();
            case StatusPointer.InBitstring(var entry) ->
                verifyBitstring(list, token, IssuerKeys.dids())
                        .status(entry, Instant.now())
                        .status();
        };
    }

    private static VerifiedToken verifyToken(Written.OfList list, Bytes token, String issuer) throws Exception {
        return list.form()
                .format()
                .verify(token, Did.resolve(issuer))
                .requireSubject(list.url())
                .requireCurrent(Instant.now());
    }

    private static VerifiedBitstring verifyBitstring(Written.OfList list, Bytes token, IssuerKeys keys)
            throws StatusListError {
        SecuredVc form = List.of(SecuredVc.values()).stream()
                .filter(known -> known.mediaType().equals(list.form().format().mediaType()))
                .findFirst()
                .orElseThrow();
        return VerifiedBitstring.verify(token.toArray(), form, OurFiles.SUITES, keys, Instant.now());
    }

    /// A trust that knows another key under every name.
    private static IssuerKeys stranger(Written thing) {
        return IssuerKeys.just(ours.signer(thing.algorithm()).publicKey());
    }

    private static Bytes token(Path theirs, JsonNode line) {
        try {
            return Bytes.of(Files.readAllBytes(theirs.resolve(line.path("file").textValue())));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String issuer(JsonNode line) {
        return line.path("issuer").textValue();
    }
}
