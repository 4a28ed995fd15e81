package dev.holdfast.credential;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.Conformance;
import dev.holdfast.integrity.Cryptosuite;
import dev.holdfast.integrity.Jcs;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.vc.CredentialRefused;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One bit of a good credential turned over, ten thousand times for each kind: none is accepted.
class BitFlipTest {
    private static final int FLIPS = 10_000;

    @ParameterizedTest
    @EnumSource
    @Conformance({"BSL-32", "DI-12", "JOSE-11"})
    void no_credential_survives_a_flipped_bit(CredentialKind kind) throws Malformed, CredentialRefused {
        long seed = new Random().nextLong();
        System.out.println("seed of the flipped bits: " + seed);
        Random random = new Random(seed);
        byte[] original = good(kind).getBytes(StandardCharsets.UTF_8);
        assertThat(Credentials.VERIFIER.verify(original, kind, Credentials.NOON))
                .isNotNull();
        List<String> accepted = new ArrayList<>();
        for (int i = 0; i < FLIPS; i++) {
            byte[] flipped = original.clone();
            int bit = random.nextInt(8 * flipped.length);
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                Credentials.VERIFIER.verify(flipped, kind, Credentials.NOON);
                if (!sameFacts(kind, original, flipped)) {
                    accepted.add(kind + " bit " + bit + ": " + new String(flipped, StandardCharsets.ISO_8859_1));
                }
            } catch (CredentialRefused _) {
                // what has to be; anything else thrown here fails the test
            }
        }
        assertThat(accepted).as("accepted, seed %d", seed).isEmpty();
    }

    /// White space between members is not signed by a proof over canonical JSON: a space that became a tab, or
    /// nothing at all, is the same document.
    private static boolean sameFacts(CredentialKind kind, byte[] original, byte[] flipped) {
        if (kind != CredentialKind.VC_DATA_INTEGRITY) {
            return false;
        }
        try {
            ObjectNode before = StrictJson.parseObject(original, "the original");
            ObjectNode after = StrictJson.parseObject(flipped, "the flipped");
            return new String(Jcs.canonicalize(before), StandardCharsets.UTF_8)
                    .equals(new String(Jcs.canonicalize(after), StandardCharsets.UTF_8));
        } catch (Malformed e) {
            return false;
        }
    }

    private static String good(CredentialKind kind) throws Malformed {
        return switch (kind) {
            case SD_JWT_VC -> Credentials.sdJwt(Credentials.sdPayload(), Credentials.NAME);
            case VC_JWT -> Credentials.jws(Credentials.vcHeader(), Credentials.vc());
            case VC_SD_JWT ->
                Credentials.jws(Credentials.vcHeader().replace("vc+jwt", "vc+sd-jwt"), Credentials.vc()) + "~";
            case VC_DATA_INTEGRITY -> Credentials.proven(Credentials.vc(), Cryptosuite.EDDSA_JCS_2022);
        };
    }
}
