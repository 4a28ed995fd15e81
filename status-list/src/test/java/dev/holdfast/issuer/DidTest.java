package dev.holdfast.issuer;

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
import dev.holdfast.sign.Curve;
import dev.holdfast.sign.EcdsaSigner;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.PublicKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DidTest {
    private static final String ED25519 = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
    private static final String P256 = "did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv";

    @Test
    @Conformance("DI-3")
    void a_did_key_is_read_as_the_specification_shows_it() throws IOException, Malformed {
        ObjectNode file = Vectors.read("did-key-and-did-jwk.json");
        List<JsonNode> vectors = new ArrayList<>(StrictJson.elements(file, "did_key", 100));
        vectors.addAll(StrictJson.elements(file, "did_key_from_di_vectors", 100));
        int read = 0;
        int refused = 0;
        for (JsonNode vector : vectors) {
            String did = StrictJson.text(vector, "did");
            String type = StrictJson.text(vector, "type");
            assertThat(Did.verificationMethod(did)).isEqualTo(StrictJson.text(vector, "verificationMethod"));
            if (List.of("Ed25519", "P-256", "P-384").contains(type)) {
                PublicKey key = Did.resolve(did);
                assertThat(Did.key(key)).isEqualTo(did);
                byte[] bytes = Multibase.readBase58btc(did.substring("did:key:".length()), "the key", 64);
                assertThat(Bytes.of(bytes).toHex())
                        .isEqualTo(
                                StrictJson.text(vector, "multicodec_hex") + StrictJson.text(vector, "key_bytes_hex"));
                read++;
            } else {
                // secp256k1 and BLS 12-381 are not ours to verify.
                assertThatThrownBy(() -> Did.resolve(did)).as(type).isInstanceOf(Malformed.class);
                refused++;
            }
        }
        assertThat(read).isEqualTo(7);
        assertThat(refused).isEqualTo(4);
    }

    @Test
    @Conformance("DI-3")
    void a_did_jwk_is_read_and_one_for_encryption_is_not() throws IOException, Malformed {
        int count = 0;
        for (JsonNode vector : StrictJson.elements(Vectors.read("did-key-and-did-jwk.json"), "did_jwk", 100)) {
            String did = StrictJson.text(vector, "did");
            assertThat(Did.verificationMethod(did)).isEqualTo(StrictJson.text(vector, "verificationMethod"));
            if (vector.get("jwk").has("use")) {
                assertThatThrownBy(() -> Did.resolve(did))
                        .isInstanceOf(Malformed.class)
                        .hasMessage("the key of the DID is not for signatures");
            } else {
                assertThat(Did.resolve(did)).isEqualTo(PublicKey.fromJwk(vector.get("jwk")));
            }
            count++;
        }
        assertThat(count).isEqualTo(2);
    }

    @Test
    void keys_survive_their_name() throws Malformed {
        for (PublicKey key : List.of(
                Ed25519Signer.generate(new SecureRandom()).publicKey(),
                EcdsaSigner.generate(Curve.P256, new SecureRandom()).publicKey(),
                EcdsaSigner.generate(Curve.P384, new SecureRandom()).publicKey())) {
            assertThat(Did.resolve(Did.key(key))).isEqualTo(key);
            assertThat(Did.resolve(jwk(key.toJwk().toString()))).isEqualTo(key);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "did:key:6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK, the key is not base58btc with the prefix z",
        "did:key:u6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK, the key is not base58btc with the prefix z",
        "did:key:, the key is not base58btc with the prefix z",
        "did:key:z, 'the key is none of Ed25519, P-256, P-384'",
        "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2do0, the key has a character that is not in base 58",
        "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2do, 'the key is none of Ed25519, P-256, P-384'",
        "did:web:example.com, neither did:key nor did:jwk",
        "did:jwk:e30, kty is not a string",
        "did:jwk:e30=, the key of the DID is not canonical base64url"
    })
    void what_names_no_key_is_refused(String did, String message) throws Malformed {
        assertThat(Did.resolve(ED25519)).isNotNull();
        assertThatThrownBy(() -> Did.resolve(did)).isInstanceOf(Malformed.class).hasMessage(message);
    }

    @Test
    void keys_that_are_no_points_are_refused() throws Malformed {
        assertThat(Did.resolve(P256)).isNotNull();
        for (String hex : List.of(
                "8024" + "05" + "8a0ac59a2d3086e8a12a78fd4773a6d52a0ca61ef6c1419e15a05bcc6dafce7b",
                "8024" + "03" + "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "8024" + "04",
                "ed01" + "0100000000000000000000000000000000000000000000000000000000000000",
                "ed01" + "2e6f")) {
            String did = "did:key:" + Multibase.base58btc(HexFormat.of().parseHex(hex));
            assertThatThrownBy(() -> Did.resolve(did)).as(hex).isInstanceOf(Malformed.class);
        }
    }

    @Test
    void a_private_key_in_a_did_is_refused() {
        String secret = new String(Ed25519Signer.ofSeed(new byte[32]).toPrivateJwk(), StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Did.resolve(jwk(secret)))
                .isInstanceOf(Malformed.class)
                .hasMessage("a public key was expected, this is a private one");
    }

    @Test
    @Conformance("DI-3")
    void a_did_has_one_key_by_its_own_names_only() {
        IssuerKeys keys = IssuerKeys.dids();
        String fragment = ED25519.substring("did:key:".length());
        assertThat(keys.find(ED25519, ED25519 + "#" + fragment)).isPresent();
        assertThat(keys.find(ED25519, "#" + fragment)).isPresent();
        assertThat(keys.find(ED25519, "")).isPresent();
        assertThat(keys.find(ED25519, ED25519)).isEmpty();
        assertThat(keys.find(ED25519, ED25519 + "#0")).isEmpty();
        assertThat(keys.find(ED25519, P256 + "#" + P256.substring("did:key:".length())))
                .isEmpty();
        assertThat(keys.find("https://example.com", ED25519 + "#" + fragment)).isEmpty();
        assertThat(keys.find("did:key:zzz", "")).isEmpty();
        assertThat(keys.or(IssuerKeys.just(Ed25519Signer.ofSeed(new byte[32]).publicKey()))
                        .find("https://example.com", "any"))
                .isPresent();
        assertThatIllegalArgumentException().isThrownBy(() -> Did.verificationMethod("did:web:example.com"));
    }

    @Property(tries = 500)
    void bytes_survive_base_58(@ForAll @Size(max = 40) byte[] bytes) throws Malformed {
        assertThat(Multibase.readBase58btc(Multibase.base58btc(bytes), "the bytes", 40))
                .isEqualTo(bytes);
    }

    @Test
    void base_58_is_bounded_before_it_is_read() {
        assertThatThrownBy(() -> Multibase.readBase58btc("z" + "2".repeat(1 << 20), "the bytes", 64))
                .isInstanceOf(Malformed.class)
                .hasMessage("the bytes is longer than 64 bytes");
        assertThatIllegalArgumentException().isThrownBy(() -> Multibase.base58btc(new byte[257]));
    }

    private static String jwk(String json) {
        return "did:jwk:" + StrictJson.base64Url(json.getBytes(StandardCharsets.UTF_8));
    }
}
