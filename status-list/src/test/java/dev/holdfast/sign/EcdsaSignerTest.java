package dev.holdfast.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.Conformance;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.layout.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcdsaSignerTest {
    /// RFC 6979, appendix A.2.5.
    private static final String SCALAR = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";

    private static final String ORDER = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    /// RFC 7515, appendix A.3.
    private static final String JWK = """
            {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",\
            "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}""";

    @ParameterizedTest
    @CsvSource({
        "sample,efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                + "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
        "test,f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
                + "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"
    })
    void signatures_are_those_of_rfc_6979(String message, String signature) throws BadSignature {
        EcdsaSigner signer = EcdsaSigner.ofScalar(Curve.P256, hex(SCALAR));
        byte[] utf8 = message.getBytes(StandardCharsets.UTF_8);
        assertThat(signer.sign(utf8)).isEqualTo(hex(signature));
        signer.publicKey().verify(utf8, hex(signature));
    }

    /// RFC 6979, appendix A.2.6.
    @ParameterizedTest
    @CsvSource({
        "sample,94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46"
                + "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8",
        "test,8203b63d3c853e8d77227fb377bcf7b7b772e97892a80f36ab775d509d7a5feb0542a7f0812998da8f1dd3ca3cf023db"
                + "ddd0760448d42d8a43af45af836fce4de8be06b485e9b61b827c2f13173923e06a739f040649a667bf3b828246baa5a5"
    })
    @Conformance("JOSE-11")
    void p384_signatures_are_those_of_rfc_6979(String message, String signature) throws BadSignature, Malformed {
        EcdsaSigner signer = EcdsaSigner.ofScalar(
                Curve.P384,
                hex(
                        "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5"));
        byte[] utf8 = message.getBytes(StandardCharsets.UTF_8);
        assertThat(signer.sign(utf8)).isEqualTo(hex(signature));
        signer.publicKey().verify(utf8, hex(signature));
        assertThat(signer.algorithm()).isEqualTo(Algorithm.ES384);
        assertThat(EcdsaSigner.fromJwk(signer.toPrivateJwk()).publicKey()).isEqualTo(signer.publicKey());
        assertThat(PublicKey.fromJwk(signer.publicKey().toJwk())).isEqualTo(signer.publicKey());
        byte[] short64 = Arrays.copyOf(hex(signature), 64);
        assertThatThrownBy(() -> signer.publicKey().verify(utf8, short64))
                .isInstanceOf(BadSignature.class)
                .hasMessage("an ES384 signature has 96 bytes");
    }

    @Test
    @Conformance("JOSE-11")
    void a_signature_is_r_and_s_of_32_bytes_each() throws IOException, Malformed, BadSignature {
        JsonNode vector = Vectors.read("jws-core.json").get("es256");
        EcdsaSigner signer = EcdsaSigner.fromJwk(StrictJson.write(vector.get("jwk")));
        String compact = StrictJson.text(vector, "compact");
        int dot = compact.lastIndexOf('.');
        byte[] input = compact.substring(0, dot).getBytes(StandardCharsets.US_ASCII);
        byte[] given = StrictJson.base64Url(compact.substring(dot + 1), "signature");
        signer.publicKey().verify(input, given);
        byte[] ours = signer.sign(input);
        assertThat(ours).hasSize(64).isNotEqualTo(given);
        signer.publicKey().verify(input, ours);
    }

    @Test
    @Conformance("JOSE-11")
    void eddsa_also_answers_to_its_newer_name() {
        assertThat(Algorithm.EDDSA.answersTo("EdDSA")).isTrue();
        assertThat(Algorithm.EDDSA.answersTo("Ed25519")).isTrue();
        assertThat(Algorithm.ES256.answersTo("ES256")).isTrue();
        for (String other : new String[] {"", "none", "eddsa", "ed25519", "Ed448", "ES384", "HS256"}) {
            assertThat(Algorithm.EDDSA.answersTo(other)).as(other).isFalse();
            assertThat(Algorithm.ES256.answersTo(other)).as(other).isFalse();
        }
        assertThat(Algorithm.ES256.answersTo("EdDSA")).isFalse();
        assertThat(Algorithm.ES256.answersTo("Ed25519")).isFalse();
        assertThat(Algorithm.EDDSA.answersTo("ES256")).isFalse();
    }

    @Property(tries = 200)
    void whatever_is_signed_verifies_and_nothing_near_it(@ForAll byte[] message, @ForAll long seed) throws Exception {
        EcdsaSigner signer = EcdsaSigner.ofScalar(
                Curve.P256,
                Hash.of(Long.toString(seed).getBytes(StandardCharsets.US_ASCII)).toArray());
        byte[] signature = signer.sign(message);
        assertThat(signer.sign(message)).isEqualTo(signature);
        signer.publicKey().verify(message, signature);
        byte[] longer = Arrays.copyOf(message, message.length + 1);
        assertThatThrownBy(() -> signer.publicKey().verify(longer, signature)).isInstanceOf(BadSignature.class);
        signature[(int) Long.remainderUnsigned(seed, 64)] ^= (byte) (1 << (seed >>> 8 & 7));
        assertThatThrownBy(() -> signer.publicKey().verify(message, signature)).isInstanceOf(BadSignature.class);
    }

    @Test
    void a_jwk_is_read_back_and_has_its_thumbprint_as_id() throws Malformed {
        EcdsaSigner signer = EcdsaSigner.generate(Curve.P256, new SecureRandom());
        EcdsaSigner again = EcdsaSigner.fromJwk(signer.toPrivateJwk());
        assertThat(again.publicKey()).isEqualTo(signer.publicKey());
        assertThat(again.sign(new byte[] {1})).isEqualTo(signer.sign(new byte[] {1}));
        assertThat(again.keyId()).isEqualTo(signer.publicKey().keyId());
        assertThat(signer.algorithm()).isEqualTo(Algorithm.ES256);
        assertThat(signer.toString()).isEqualTo("EcdsaSigner[" + signer.keyId() + "]");
    }

    @Test
    void a_scalar_with_leading_zeros_keeps_its_length() throws Malformed {
        EcdsaSigner one = EcdsaSigner.ofScalar(Curve.P256, hex("00".repeat(31) + "01"));
        assertThat(one.publicKey())
                .isEqualTo(new EcKey(
                        Curve.P256,
                        Bytes.of(hex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296")),
                        Bytes.of(hex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"))));
        assertThat(EcdsaSigner.fromJwk(one.toPrivateJwk()).publicKey()).isEqualTo(one.publicKey());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "01", "ORDER", "ZERO", "ONES", "LONG"})
    void scalars_off_the_curve_are_refused(String scalar) {
        byte[] bytes = hex(
                switch (scalar) {
                    case "ORDER" -> ORDER;
                    case "ZERO" -> "00".repeat(32);
                    case "ONES" -> "ff".repeat(32);
                    case "LONG" -> "00" + SCALAR;
                    default -> scalar;
                });
        assertThatIllegalArgumentException().isThrownBy(() -> EcdsaSigner.ofScalar(Curve.P256, bytes));
    }

    @Test
    void the_public_part_must_fit_and_the_curve_be_the_one_asked_for() throws Malformed {
        String other = StrictJson.text(
                StrictJson.parseObject(
                        EcdsaSigner.ofScalar(Curve.P256, hex(SCALAR)).toPrivateJwk(), "jwk"),
                "d");
        refused(
                "the private key does not belong to its public part",
                JWK.replaceAll("\"d\":\"[^\"]*\"", "\"d\":\"" + other + '"'));
        refused(
                "d is not a private key of the curve",
                JWK.replaceAll("\"d\":\"[^\"]*\"", "\"d\":\"" + "A".repeat(43) + '"'));
        refused("d has 3 bytes; a key of this kind has 32", JWK.replaceAll("\"d\":\"[^\"]*\"", "\"d\":\"AAAA\""));
        refused("d is not a string", JWK.replaceAll(",\"d\":\"[^\"]*\"", ""));
        refused(
                "the private key is not an ECDSA key",
                new String(Ed25519Signer.ofSeed(new byte[32]).toPrivateJwk(), StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Ed25519Signer.fromJwk(JWK.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Malformed.class)
                .hasMessage("the private key is not an Ed25519 key");
        assertThat(EcdsaSigner.fromJwk(JWK.getBytes(StandardCharsets.UTF_8)).algorithm())
                .isEqualTo(Algorithm.ES256);
    }

    private static void refused(String message, String jwk) {
        assertThatThrownBy(() -> EcdsaSigner.fromJwk(jwk.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Malformed.class)
                .hasMessage(message)
                .hasNoCause();
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
