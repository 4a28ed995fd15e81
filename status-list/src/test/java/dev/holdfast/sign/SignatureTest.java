package dev.holdfast.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.layout.Vectors;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {
    /// RFC 8037, appendix A.1: the seed of RFC 8032, section 7.1, test 1, as a JWK.
    private static final String ED25519_JWK = """
            {"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",\
            "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""";
    /// RFC 8037, appendix A.4.
    private static final String ED25519_JWS =
            "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhi"
                    + "jcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    /// RFC 7515, appendix A.3.
    private static final String P256_JWK = """
            {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",\
            "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""";
    private static final String P256_JWS =
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ij"
                    + "p0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    private static final BigInteger P256_ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    /// A JWS taken apart.
    @SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
    private record Signed(byte[] input, byte[] signature) {
        static Signed of(String jws) throws Malformed {
            int dot = jws.lastIndexOf('.');
            return new Signed(
                    jws.substring(0, dot).getBytes(StandardCharsets.US_ASCII),
                    StrictJson.base64Url(jws.substring(dot + 1), "signature"));
        }
    }

    @Test
    void ed25519_signs_and_verifies_as_rfc_8037_does() throws Malformed, BadSignature {
        Ed25519Signer signer = Ed25519Signer.fromJwk(ED25519_JWK.getBytes(StandardCharsets.UTF_8));
        Signed signed = Signed.of(ED25519_JWS);
        assertThat(signer.sign(signed.input())).isEqualTo(signed.signature());
        signer.publicKey().verify(signed.input(), signed.signature());
        assertThat(signer.keyId().value()).isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    @Test
    void p256_verifies_as_rfc_7515_does() throws Malformed, BadSignature {
        Signed signed = Signed.of(P256_JWS);
        key(P256_JWK).verify(signed.input(), signed.signature());
    }

    @Test
    void the_jose_vectors_hold() throws IOException, Malformed, BadSignature {
        ObjectNode vectors = Vectors.read("jws-core.json");
        JsonNode eddsa = vectors.get("eddsa");
        Ed25519Signer signer = Ed25519Signer.fromJwk(StrictJson.write(eddsa.get("jwk")));
        Signed first = Signed.of(StrictJson.text(eddsa, "compact"));
        signer.publicKey().verify(first.input(), first.signature());
        assertThat(signer.sign(first.input())).isEqualTo(first.signature());
        assertThat(signer.publicKey().keyId().value()).isEqualTo(StrictJson.text(eddsa, "thumbprint_sha256"));
        JsonNode es256 = vectors.get("es256");
        Signed second = Signed.of(StrictJson.text(es256, "compact"));
        PublicKey.publicPart(es256.get("jwk")).verify(second.input(), second.signature());
    }

    @Test
    void the_vectors_of_rfc_8032_hold() throws IOException, Malformed, BadSignature {
        for (JsonNode vector : StrictJson.elements(Vectors.read("rfc8032-ed25519.json"), "vectors", 100)) {
            Ed25519Signer signer = Ed25519Signer.ofSeed(hex(vector, "secret"));
            byte[] message = hex(vector, "message");
            assertThat(signer.publicKey().toJwk().get("x").textValue())
                    .isEqualTo(StrictJson.base64Url(hex(vector, "public")));
            assertThat(signer.sign(message)).as(vector.get("name").textValue()).isEqualTo(hex(vector, "signature"));
            signer.publicKey().verify(message, hex(vector, "signature"));
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void every_flipped_bit_of_a_signature_is_refused(boolean ed25519) throws Malformed {
        PublicKey key = key(ed25519 ? ED25519_JWK.replaceFirst("\"d\":\"[^\"]*\",", "") : P256_JWK);
        Signed signed = Signed.of(ed25519 ? ED25519_JWS : P256_JWS);
        for (int bit = 0; bit < 512; bit++) {
            byte[] signature = signed.signature().clone();
            signature[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> key.verify(signed.input(), signature)).isInstanceOf(BadSignature.class);
        }
        byte[] input = signed.input().clone();
        input[0] ^= 1;
        assertThatThrownBy(() -> key.verify(input, signed.signature())).isInstanceOf(BadSignature.class);
        for (int length : new int[] {0, 1, 63, 65, 70}) {
            assertThatThrownBy(() -> key.verify(signed.input(), Arrays.copyOf(signed.signature(), length)))
                    .isInstanceOf(BadSignature.class);
        }
    }

    @Test
    void an_ed25519_signature_has_one_s() throws Malformed {
        PublicKey key = Ed25519Signer.fromJwk(ED25519_JWK.getBytes(StandardCharsets.UTF_8))
                .publicKey();
        Signed signed = Signed.of(ED25519_JWS);
        BigInteger order = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
        byte[] signature = signed.signature().clone();
        BigInteger s = new BigInteger(1, reversed(Arrays.copyOfRange(signature, 32, 64))).add(order);
        System.arraycopy(reversed(fixed(s)), 0, signature, 32, 32);
        assertThatThrownBy(() -> key.verify(signed.input(), signature)).isInstanceOf(BadSignature.class);
    }

    @Test
    void es256_numbers_lie_between_one_and_the_order() throws Malformed {
        PublicKey key = key(P256_JWK);
        byte[] good = Signed.of(P256_JWS).signature();
        byte[] input = Signed.of(P256_JWS).input();
        byte[] zeroR = good.clone();
        Arrays.fill(zeroR, 0, 32, (byte) 0);
        byte[] zeroS = good.clone();
        Arrays.fill(zeroS, 32, 64, (byte) 0);
        byte[] orderS = good.clone();
        System.arraycopy(fixed(P256_ORDER), 0, orderS, 32, 32);
        for (byte[] signature : new byte[][] {new byte[64], zeroR, zeroS, orderS}) {
            assertThatThrownBy(() -> key.verify(input, signature)).isInstanceOf(BadSignature.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // neutral element; order 2; order 4; not on the curve; too short
                "0100000000000000000000000000000000000000000000000000000000000000",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0200000000000000000000000000000000000000000000000000000000000000",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f70751"
            })
    void weak_ed25519_keys_are_refused(String hex) {
        ObjectNode jwk = StrictJson.object()
                .put("kty", "OKP")
                .put("crv", "Ed25519")
                .put("x", StrictJson.base64Url(HexFormat.of().parseHex(hex)));
        assertThatThrownBy(() -> PublicKey.fromJwk(jwk))
                .isInstanceOf(Malformed.class)
                .hasMessage("x is not an Ed25519 point of full order");
    }

    @Test
    void points_off_p256_are_refused() throws Malformed {
        String x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
        String zeros = "A".repeat(43);
        String ones = "_".repeat(42) + "8";
        for (String jwk : new String[] {
            P256_JWK.replace(x, zeros), P256_JWK.replace(x, ones), P256_JWK.replace(x, x.substring(0, 40) + "AAA")
        }) {
            assertThatThrownBy(() -> key(jwk)).isInstanceOf(Malformed.class);
        }
        assertThatThrownBy(() -> key(P256_JWK.replace("P-256", "P-521")))
                .isInstanceOf(Malformed.class)
                .hasMessage("the key is none of Ed25519, P-256, P-384");
        assertThatThrownBy(() -> key(P256_JWK.replace(x, x.substring(0, 40)))).isInstanceOf(Malformed.class);
        assertThat(key(P256_JWK).algorithm()).isEqualTo(Algorithm.ES256);
    }

    @Test
    void a_private_key_is_not_taken_for_a_public_one_and_must_fit_it() throws Malformed {
        assertThatThrownBy(() -> key(ED25519_JWK)).isInstanceOf(Malformed.class).hasMessageContaining("private");
        Ed25519Signer signer = Ed25519Signer.generate(new SecureRandom());
        assertThat(Ed25519Signer.fromJwk(signer.toPrivateJwk()).publicKey()).isEqualTo(signer.publicKey());
        assertThat(PublicKey.fromJwk(signer.publicKey().toJwk())).isEqualTo(signer.publicKey());
        assertThat(signer.toString()).doesNotContain(privatePart(signer));
        String crossed = ED25519_JWK.replaceFirst("\"d\":\"[^\"]*\"", "\"d\":\"" + privatePart(signer) + "\"");
        assertThatThrownBy(() -> Ed25519Signer.fromJwk(crossed.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Malformed.class)
                .hasMessage("the private key does not belong to its public part");
        assertThatIllegalArgumentException().isThrownBy(() -> Ed25519Signer.ofSeed(new byte[31]));
    }

    @Test
    void a_thumbprint_does_not_depend_on_the_order_of_members() throws Malformed {
        PublicKey turned = key("""
                {"y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","use":"sig",\
                "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","crv":"P-256","kty":"EC"}""");
        assertThat(turned).isEqualTo(key(P256_JWK));
        assertThat(turned.keyId()).isEqualTo(key(P256_JWK).keyId());
    }

    @Test
    void a_header_of_ours_is_read_back() throws Malformed {
        Ed25519Signer signer = Ed25519Signer.ofSeed(new byte[32]);
        Bytes input = JwsHeader.of("x+jwt", signer).signingInput(new byte[] {1, 2});
        JwsHeader.Split parts = JwsHeader.split(input, 1000);
        assertThat(parts.header()).isEqualTo(new JwsHeader(Algorithm.EDDSA, signer.keyId(), "x+jwt"));
        assertThat(parts.payload()).isEqualTo(Bytes.of(new byte[] {1, 2}));
        parts.header().requireType("x+jwt");
        assertThatThrownBy(() -> parts.header().requireType("y+jwt")).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> JwsHeader.split(input, input.length() - 1)).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> JwsHeader.split(Bytes.ofAscii(input.toAscii() + ".AA"), 1000))
                .isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'alg':'none','kid':'K','typ':'t'}; alg is none of EdDSA, ES256",
                "{'alg':'HS256','kid':'K','typ':'t'}; alg is none of EdDSA, ES256",
                "{'alg':'eddsa','kid':'K','typ':'t'}; alg is none of EdDSA, ES256",
                "{'kid':'K','typ':'t'}; alg is not a string",
                "{'alg':'EdDSA','typ':'t'}; kid is not a string",
                "{'alg':'EdDSA','kid':'12','typ':'t'}; kid is not a JWK thumbprint",
                "{'alg':'EdDSA','kid':'K'}; typ is not a string",
                "{'alg':'EdDSA','kid':'K','typ':'t','crit':[]}; the JWS header has an extension that is not understood",
                "{'alg':'EdDSA','kid':'K','typ':'t','b64':true}; the JWS header has an extension that is not understood",
                "{'alg':'EdDSA','alg':'EdDSA','kid':'K','typ':'t'}; the JWS header is not well-formed JSON",
                "[]; the JWS header is not a JSON object",
            },
            quoteCharacter = '|')
    void other_headers_are_refused(String header, String message) {
        String json = header.replace('\'', '"').replace("\"K\"", '"' + "A".repeat(43) + '"');
        assertThatThrownBy(() -> JwsHeader.read(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Malformed.class)
                .hasMessage(message);
    }

    @Test
    void algorithms_have_names_and_numbers() throws Malformed {
        for (Algorithm algorithm : Algorithm.values()) {
            if (algorithm.isOfRules()) {
                assertThat(Algorithm.named(algorithm.joseName())).isEqualTo(algorithm);
                assertThat(Algorithm.coded(algorithm.code())).isEqualTo(algorithm);
            }
        }
        assertThatThrownBy(() -> Algorithm.coded(0)).isInstanceOf(Malformed.class);
    }

    private static PublicKey key(String jwk) throws Malformed {
        return PublicKey.fromJwk(StrictJson.parseObject(jwk.getBytes(StandardCharsets.UTF_8), "jwk"));
    }

    private static String privatePart(Ed25519Signer signer) throws Malformed {
        return StrictJson.text(StrictJson.parseObject(signer.toPrivateJwk(), "jwk"), "d");
    }

    private static byte[] hex(JsonNode vector, String member) throws Malformed {
        return HexFormat.of().parseHex(StrictJson.text(vector, member));
    }

    private static byte[] fixed(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
        return fixed;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
