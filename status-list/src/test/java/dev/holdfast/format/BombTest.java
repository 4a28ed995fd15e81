package dev.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.AllocatedBytes;
import dev.holdfast.Conformance;
import dev.holdfast.bitstring.BitstringCredential;
import dev.holdfast.event.EntryIndex;
import dev.holdfast.event.Purpose;
import dev.holdfast.integrity.Contexts;
import dev.holdfast.integrity.Cryptosuite;
import dev.holdfast.integrity.DataIntegrity;
import dev.holdfast.integrity.ProofOptions;
import dev.holdfast.issuer.Did;
import dev.holdfast.json.StrictJson;
import dev.holdfast.jsonld.RdfCanonicalization;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.Curve;
import dev.holdfast.sign.EcdsaSigner;
import dev.holdfast.sign.Signer;
import dev.holdfast.vc.VcJwt;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Lists that are small on their way and huge when they are inflated, signed by the key that is trusted: no
/// reader allocates more than 8 MiB over one, from its first byte to its refusal, given back or not.
@Conformance({"BSL-46", "TSL-4"})
class BombTest {
    private static final long LIMIT = 8L << 20;
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final DataIntegrity SUITES =
            DataIntegrity.jcs(Contexts.bundled()).andRdf(new RdfCanonicalization(Contexts.bundled()));

    static List<ListFormat> formats() {
        return ListFormat.readable();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void a_list_that_inflates_to_a_gibibyte_is_refused_and_costs_eight_mebibytes_at_most(ListFormat format) {
        refused(format, bomb(format, 1024), "longer than|inflates to more than");
    }

    /// Whoever keeps to every limit but that on what is inflated.
    @ParameterizedTest
    @MethodSource("formats")
    void the_largest_bomb_that_is_looked_at_costs_as_little(ListFormat format) {
        int mebibytes = 1024;
        while (mebibytes > 1 && !isLookedAt(format, bomb(format, mebibytes))) {
            mebibytes -= 8;
        }
        assertThat(mebibytes).as("so many MiB fit into %s", format.wireName()).isGreaterThan(100);
        refused(format, bomb(format, mebibytes), "inflates to more than (1048576|131072) bytes");
    }

    /// As long as a document may be, and so longer than a list may be.
    @ParameterizedTest
    @EnumSource(Cryptosuite.class)
    void a_list_that_is_too_long_is_refused_before_its_proof_is_looked_at(Cryptosuite suite) throws Exception {
        BitstringDataIntegrity format = new BitstringDataIntegrity(suite);
        Signer signer = signer(format);
        ObjectNode credential = credential(signer, 360);
        Bytes bomb = proven(format, credential, signer);
        assertThat(bomb.length()).isBetween(BitstringCredential.MAX_BYTES - (64 << 10), BitstringCredential.MAX_BYTES);
        refused(format, bomb, "encodedList is longer than 180224 characters");
        JsonNode subject = credential.remove("credentialSubject");
        credential.putArray("credentialSubject").add(subject);
        refused(format, proven(format, credential, signer), "credentialSubject is not an object");
    }

    @Test
    void a_list_of_statuses_drawn_at_random_fits_with_the_longest_chain_beside_it() throws Exception {
        Random random = new Random(20_260_301);
        byte[] codes = new byte[EntryIndex.MAX_CAPACITY];
        byte[] assigned = {0, 1, 2, 3, 12, 13, 14, 15};
        for (int i = 0; i < codes.length; i++) {
            codes[i] = assigned[random.nextInt(assigned.length)];
        }
        byte[] nibbles = new byte[EntryIndex.MAX_CAPACITY / 2];
        random.nextBytes(nibbles);
        for (PackedStatuses worst : List.of(
                PackedStatuses.ofBytes(8, EntryIndex.MAX_CAPACITY, codes),
                PackedStatuses.ofBytes(4, EntryIndex.MAX_CAPACITY, nibbles))) {
            Statement statement = new Statement(Purpose.STATUS, claims(worst));
            TokenStatusListJwt jwt = new TokenStatusListJwt();
            // base64 twice over: the chain within the header, and the header itself.
            int chain = (32 << 10) * 16 / 9;
            Bytes token = jwt.secure(jwt.draft(statement, 6), Forge.SIGNER);
            assertThat(token.length()).isLessThan(TokenStatusList.MAX_TOKEN_BYTES - chain);
            assertThat(jwt.verify(token, Forge.SIGNER.publicKey()).statement()).isEqualTo(statement);
            TokenStatusListCwt cwt = new TokenStatusListCwt();
            token = cwt.secure(cwt.draft(statement, 6), Forge.SIGNER);
            assertThat(token.length()).isLessThan(TokenStatusList.MAX_CWT_BYTES - (32 << 10));
            assertThat(cwt.verify(token, Forge.SIGNER.publicKey()).statement()).isEqualTo(statement);
        }
        byte[] bits = new byte[EntryIndex.MAX_CAPACITY / 8];
        random.nextBytes(bits);
        Statement statement =
                new Statement(Purpose.REVOCATION, claims(PackedStatuses.ofBytes(1, EntryIndex.MAX_CAPACITY, bits)));
        for (ListFormat format : formats()) {
            if (format.purposes().contains(Purpose.REVOCATION)) {
                Bytes token = format.secure(format.draft(statement, 6), signer(format));
                assertThat(token.length()).isLessThan(BitstringCredential.MAX_BYTES - (64 << 10));
                assertThat(format.verify(token, signer(format).publicKey()).statement())
                        .isEqualTo(statement);
            }
        }
    }

    private static boolean isLookedAt(ListFormat format, Bytes bomb) {
        try {
            format.verify(bomb, signer(format).publicKey());
            return true;
        } catch (Malformed e) {
            return !e.getMessage().contains("longer than");
        } catch (dev.holdfast.sign.BadSignature e) {
            throw new AssertionError(e);
        }
    }

    private static void refused(ListFormat format, Bytes bomb, String message) {
        Signer signer = signer(format);
        Runnable reading = () -> assertThatThrownBy(() -> format.verify(bomb, signer.publicKey()))
                .isInstanceOf(Malformed.class)
                .hasMessageMatching(".*(" + message + ").*");
        assertTimeoutPreemptively(Duration.ofSeconds(5), reading::run);
        assertThat(AllocatedBytes.by(reading)).as(format.wireName()).isLessThanOrEqualTo(LIMIT);
    }

    private static Bytes bomb(ListFormat format, int mebibytes) {
        try {
            return switch (format) {
                case TokenStatusListJwt _ ->
                    Bytes.ofAscii(Forge.jws(Forge.HEADER, Forge.payload(8, Forge.zeros(mebibytes))));
                case TokenStatusListCwt _ -> Bytes.of(ForgeCwt.cwt(ForgeCwt.list(8, Forge.zeros(mebibytes))));
                case BitstringVcJwt vc -> {
                    Signer signer = signer(vc);
                    String name = Did.verificationMethod(Did.key(signer.publicKey()));
                    yield Bytes.ofAscii(VcJwt.sign(StrictJson.write(credential(signer, mebibytes)), name, signer));
                }
                case BitstringDataIntegrity proven -> {
                    Signer signer = signer(proven);
                    yield proven(proven, credential(signer, mebibytes), signer);
                }
            };
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Bytes proven(BitstringDataIntegrity format, ObjectNode credential, Signer signer) throws Malformed {
        String name = Did.verificationMethod(Did.key(signer.publicKey()));
        ProofOptions options = new ProofOptions(format.suite(), name, NOON, Optional.empty());
        return Bytes.of(StrictJson.write(SUITES.sign(credential, options, signer)));
    }

    private static ObjectNode credential(Signer signer, int mebibytes) throws Malformed {
        PackedStatuses bits = PackedStatuses.allValid(1, BitstringCredential.MIN_ENTRIES);
        Statement statement = new Statement(Purpose.REVOCATION, claims(bits));
        ObjectNode json = StrictJson.parseObject(new BitstringVcJwt().draft(statement, 6), "the draft");
        json.put("issuer", Did.key(signer.publicKey()));
        ((ObjectNode) json.get("credentialSubject"))
                .put("encodedList", "u" + StrictJson.base64Url(gzip(Forge.zeros(mebibytes))));
        return json;
    }

    /// The same deflated blocks in the other container.
    private static byte[] gzip(byte[] zlib) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3});
        out.writeBytes(Arrays.copyOfRange(zlib, 2, zlib.length - 4));
        out.writeBytes(new byte[8]);
        return out.toByteArray();
    }

    private static Signer signer(ListFormat format) {
        return format.takes(Forge.SIGNER.algorithm()) ? Forge.SIGNER : EcdsaSigner.ofScalar(Curve.P256, Forge.scalar());
    }

    private static StatusListToken claims(PackedStatuses statuses) {
        return new StatusListToken(
                Forge.SUB,
                NOON,
                Optional.of(NOON.plus(Duration.ofDays(1))),
                Optional.of(Duration.ofMinutes(1)),
                statuses,
                Optional.empty(),
                Optional.of(new Provenance(1, 3, 9, 4)));
    }
}
