package dev.holdfast.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.Conformance;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.layout.Vectors;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

@Conformance("JOSE-12")
class MlDsaTest {
    private static final Set<Experiment> ON = Set.of(Experiment.ML_DSA_44);
    private static final Set<Experiment> OFF = Set.of();
    private static final byte[] SEED = new byte[MlDsaSigner.SEED_BYTES];
    private static final MlDsaSigner SIGNER = MlDsaSigner.ofSeed(SEED, ON);
    private static final byte[] MESSAGE = "a list".getBytes(StandardCharsets.US_ASCII);
    /// AlgorithmIdentifier of id-ml-dsa-44, and the head of a bit string of 1,312 bytes.
    private static final String SPKI_HEAD = "30820532300b0609608648016503040311038205210" + "0";

    @Test
    void keys_and_signatures_are_those_of_the_specification() throws Exception {
        for (String form : new String[] {"jose", "cose"}) {
            JsonNode vector = Vectors.read("ml-dsa-jose-cose.json").get(form).get("44");
            MlDsaSigner signer = MlDsaSigner.ofSeed(hex(vector, "priv"), ON);
            assertThat(((MlDsaKey) signer.publicKey()).encoded().toArray()).isEqualTo(hex(vector, "raw_public_key"));
            byte[] signed = hex(vector, "raw_to_be_signed");
            assertThat(signer.sign(signed)).isEqualTo(hex(vector, "raw_signature"));
            signer.publicKey().verify(signed, hex(vector, "raw_signature"));
        }
    }

    @Test
    void a_jwk_is_that_of_the_specification_and_its_thumbprint_the_key_id() throws Exception {
        JsonNode vector = Vectors.read("ml-dsa-jose-cose.json").get("jose").get("44");
        ObjectNode jwk = vector.get("jwk").deepCopy();
        MlDsaSigner signer = MlDsaSigner.fromJwk(StrictJson.write(jwk), ON);
        assertThat(signer.keyId().value()).isEqualTo(StrictJson.text(jwk, "kid"));
        assertThat(StrictJson.parseObject(signer.toPrivateJwk(), "the key")).isEqualTo(jwk);
        jwk.remove("priv");
        PublicKey key = PublicKey.fromJwk(jwk, ON);
        assertThat(key).isEqualTo(signer.publicKey()).hasSameHashCodeAs(signer.publicKey());
        jwk.remove("kid");
        assertThat(key.toJwk()).isEqualTo(jwk);
        assertThat(key.algorithm()).isEqualTo(Algorithm.ML_DSA_44);

        String jws = StrictJson.text(vector, "jws");
        int dot = jws.lastIndexOf('.');
        key.verify(
                jws.substring(0, dot).getBytes(StandardCharsets.US_ASCII),
                StrictJson.base64Url(jws.substring(dot + 1), "the signature"));
    }

    @Test
    void nothing_is_read_or_made_where_the_experiment_is_off() throws Exception {
        String off = "ML-DSA-44 is experimental, and not switched on here";
        ObjectNode jwk = SIGNER.publicKey().toJwk();
        byte[] spki = spki();
        assertThat(PublicKey.fromJwk(jwk, ON)).isEqualTo(PublicKey.fromSpki(spki, ON));
        assertThatThrownBy(() -> PublicKey.fromJwk(jwk))
                .isInstanceOf(Malformed.class)
                .hasMessage(off);
        assertThatThrownBy(() -> PublicKey.fromJwk(jwk, OFF))
                .isInstanceOf(Malformed.class)
                .hasMessage(off);
        assertThatThrownBy(() -> PublicKey.fromSpki(spki)).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> MlDsaSigner.fromJwk(SIGNER.toPrivateJwk(), OFF))
                .isInstanceOf(Malformed.class)
                .hasMessage(off);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MlDsaSigner.ofSeed(SEED, OFF))
                .withMessage(off);
        assertThatIllegalArgumentException().isThrownBy(() -> MlDsaSigner.generate(new SecureRandom(), OFF));
        Bytes encoded = ((MlDsaKey) SIGNER.publicKey()).encoded();
        assertThatIllegalArgumentException().isThrownBy(() -> new MlDsaKey(encoded, OFF));
        assertThatThrownBy(() -> Ed25519Signer.fromJwk(SIGNER.toPrivateJwk())).isInstanceOf(Malformed.class);
    }

    @Test
    void what_is_another_length_or_another_key_is_refused() throws Exception {
        ObjectNode jwk = SIGNER.publicKey().toJwk();
        byte[] encoded = ((MlDsaKey) SIGNER.publicKey()).encoded().toArray();
        for (int length : new int[] {0, 32, MlDsaKey.BYTES - 1, MlDsaKey.BYTES + 1}) {
            ObjectNode other = jwk.deepCopy().put("pub", StrictJson.base64Url(Arrays.copyOf(encoded, length)));
            assertThatThrownBy(() -> PublicKey.fromJwk(other, ON))
                    .isInstanceOf(Malformed.class)
                    .hasMessage("pub of an ML-DSA-44 key has 1312 bytes");
        }
        ObjectNode larger = jwk.deepCopy().put("alg", "ML-DSA-65");
        assertThatThrownBy(() -> PublicKey.fromJwk(larger, ON)).hasMessage("the AKP key is not of ML-DSA-44");
        ObjectNode unnamed = jwk.deepCopy();
        unnamed.remove("alg");
        assertThatThrownBy(() -> PublicKey.fromJwk(unnamed, ON)).hasMessage("alg is not a string");
        ObjectNode secret = jwk.deepCopy().put("priv", StrictJson.base64Url(SEED));
        assertThatThrownBy(() -> PublicKey.fromJwk(secret, ON))
                .hasMessage("a public key was expected, this is a private one");
        for (int length : new int[] {0, 31, 33, 2560}) {
            assertThatIllegalArgumentException().isThrownBy(() -> MlDsaSigner.ofSeed(new byte[length], ON));
            ObjectNode other = jwk.deepCopy().put("priv", StrictJson.base64Url(new byte[length]));
            assertThatThrownBy(() -> MlDsaSigner.fromJwk(StrictJson.write(other), ON))
                    .hasMessage("priv has " + length + " bytes; a key of this kind has 32");
        }
        byte[] foreign = SEED.clone();
        foreign[0] = 1;
        ObjectNode mixed = jwk.deepCopy().put("priv", StrictJson.base64Url(foreign));
        assertThatThrownBy(() -> MlDsaSigner.fromJwk(StrictJson.write(mixed), ON))
                .hasMessage("the private key does not belong to its public part");
        byte[] signature = SIGNER.sign(MESSAGE);
        for (int length : new int[] {0, 64, signature.length - 1, signature.length + 1}) {
            assertThatThrownBy(() -> SIGNER.publicKey().verify(MESSAGE, Arrays.copyOf(signature, length)))
                    .isInstanceOf(BadSignature.class)
                    .hasMessage("an ML-DSA-44 signature has 2420 bytes");
        }
    }

    @Test
    void no_flipped_bit_is_accepted() throws Exception {
        long seed = 20_261_128;
        Random random = new Random(seed);
        byte[] good = SIGNER.sign(MESSAGE);
        SIGNER.publicKey().verify(MESSAGE, good);
        for (int i = 0; i < 10_000; i++) {
            byte[] bad = good.clone();
            int bit = random.nextInt(good.length * 8);
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> SIGNER.publicKey().verify(MESSAGE, bad))
                    .as("bit %d, seed %d", bit, seed)
                    .isInstanceOf(BadSignature.class);
        }
    }

    /// The JDK's is another implementation.
    @Test
    void the_jdk_verifies_what_is_signed_here_and_the_other_way_round() throws Exception {
        Signature jdk = Signature.getInstance("ML-DSA");
        jdk.initVerify(KeyFactory.getInstance("ML-DSA").generatePublic(new X509EncodedKeySpec(spki())));
        jdk.update(MESSAGE);
        assertThat(jdk.verify(SIGNER.sign(MESSAGE))).isTrue();

        var keys = java.security.KeyPairGenerator.getInstance("ML-DSA-44").generateKeyPair();
        jdk.initSign(keys.getPrivate());
        jdk.update(MESSAGE);
        PublicKey.fromSpki(keys.getPublic().getEncoded(), ON).verify(MESSAGE, jdk.sign());
    }

    @Property(tries = 50)
    void whatever_is_signed_verifies_and_nothing_near_it(@ForAll byte[] message) throws Exception {
        byte[] signature = SIGNER.sign(message);
        assertThat(SIGNER.sign(message)).isEqualTo(signature);
        SIGNER.publicKey().verify(message, signature);
        byte[] longer = Arrays.copyOf(message, message.length + 1);
        assertThatThrownBy(() -> SIGNER.publicKey().verify(longer, signature)).isInstanceOf(BadSignature.class);
    }

    @Test
    void no_private_key_is_shown() {
        byte[] secret = "a secret seed, a secret seed, a s".substring(0, 32).getBytes(StandardCharsets.US_ASCII);
        MlDsaSigner signer = MlDsaSigner.ofSeed(secret, ON);
        assertThat(signer.toString()).isEqualTo("MlDsaSigner[" + signer.keyId() + "]");
        assertThat(signer.publicKey().toString())
                .doesNotContain(HexFormat.of().formatHex(secret))
                .doesNotContain(StrictJson.base64Url(secret));
    }

    @Test
    void it_signs_nothing_that_the_rules_count() {
        assertThat(Algorithm.ML_DSA_44.isOfRules()).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(SIGNER::requireOfRules)
                .withMessage("ML-DSA-44 signs tokens and credentials only; name an Ed25519 or P-256 key");
    }

    private static byte[] spki() {
        byte[] head = HexFormat.of().parseHex(SPKI_HEAD);
        byte[] encoded = ((MlDsaKey) SIGNER.publicKey()).encoded().toArray();
        byte[] spki = Arrays.copyOf(head, head.length + encoded.length);
        System.arraycopy(encoded, 0, spki, head.length, encoded.length);
        return spki;
    }

    private static byte[] hex(JsonNode vector, String member) throws Malformed {
        return HexFormat.of().parseHex(StrictJson.text(vector, member));
    }
}
