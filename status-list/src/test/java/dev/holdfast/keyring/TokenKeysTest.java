package dev.holdfast.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sign.Algorithm;
import dev.holdfast.sign.CertifiedSigner;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import dev.holdfast.x509.Authority;
import dev.holdfast.x509.Authority.Profile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Against a real token, SoftHSM2.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenKeysTest {
    private final Authority root = Authority.root("root");
    private SoftHsm hsm;
    private KeyStore store;
    private Provider provider;

    @BeforeAll
    void a_token_with_keys() throws Exception {
        hsm = SoftHsm.fresh();
        // Now, because one login opens the token for the whole process.
        refused(source("bare", OptionalLong.empty(), "canary-wrong-pin"), "CKR_PIN_INCORRECT");
        provider = hsm.provider();
        store = KeyStore.getInstance("PKCS11", provider);
        store.load(null, hsm.pin().toCharArray());
        KeyPair certified = generated("secp256r1");
        put("certified", certified, root.certify(certified.getPublic(), Profile.leaf("leaf")));
        put("p384", generated("secp384r1"));
        put("bare", generated("secp256r1"));
        put("mismatched", generated("secp256r1"), root.certify(Authority.p256().getPublic(), Profile.leaf("x")));
    }

    @Test
    void a_p256_key_in_a_token_signs_es256() throws Exception {
        Signer signer = KeyRing.load(source("bare"));
        assertThat(signer.algorithm()).isEqualTo(Algorithm.ES256);
        assertThat(signer.publicKey())
                .isEqualTo(PublicKey.fromSpki(
                        store.getCertificate("bare").getPublicKey().getEncoded()));
        byte[] signature = signer.sign(new byte[] {1});
        assertThat(signature).hasSize(64);
        signer.publicKey().verify(new byte[] {1}, signature);
        assertThat(signer.toString()).isEqualTo("TokenSigner[" + signer.keyId() + "]");
    }

    @Test
    void a_p384_key_in_a_token_signs_es384() throws Exception {
        Signer signer = KeyRing.load(source("p384"));
        assertThat(signer.algorithm()).isEqualTo(Algorithm.ES384);
        byte[] signature = signer.sign(new byte[] {1});
        assertThat(signature).hasSize(96);
        signer.publicKey().verify(new byte[] {1}, signature);
    }

    @Test
    void its_chain_comes_along() throws Exception {
        assertThat(KeyRing.load(source("certified")))
                .isInstanceOfSatisfying(
                        CertifiedSigner.class,
                        signer -> assertThat(signer.chain().certificates()).hasSize(1));
    }

    @Test
    void many_threads_may_sign_at_once() throws Exception {
        Signer signer = KeyRing.load(source("bare"));
        List<Callable<byte[]>> tasks = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            byte[] message = {(byte) i};
            tasks.add(() -> {
                byte[] signature = signer.sign(message);
                signer.publicKey().verify(message, signature);
                return signature;
            });
        }
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (Future<byte[]> done : threads.invokeAll(tasks)) {
                assertThat(done.get()).hasSize(64);
            }
        }
    }

    @Test
    void what_cannot_be_used_is_told_apart() {
        refused(source("absent"), "name one of them");
        refused(source("mismatched"), "another key than its certificate");
        refused(source("bare", OptionalLong.of(123_456_789), hsm.pin()), "no such slot");
    }

    @Test
    void a_library_that_is_none_is_refused(@TempDir Path directory) throws Exception {
        Path text = Files.writeString(directory.resolve("x.so"), "not a library");
        refused(new KeySource.InToken(text, OptionalLong.empty(), "a", TestKeys.password("x")), "no such slot");
        Path absent = directory.resolve("absent.so");
        refused(new KeySource.InToken(absent, OptionalLong.empty(), "a", TestKeys.password("x")), "no library");
    }

    @Test
    void the_jdk_offers_no_ed25519_on_tokens() {
        // If this ever fails, Ed25519 keys in tokens can be let in: see TokenKeys.
        assertThat(provider.getService("Signature", "Ed25519")).isNull();
        assertThat(provider.getService("Signature", "EdDSA")).isNull();
    }

    private void put(String label, KeyPair keys) throws Exception {
        var name = new javax.security.auth.x500.X500Principal("CN=" + label);
        put(label, keys, new Authority(name, keys, root.certificate()).certify(keys.getPublic(), Profile.leaf(label)));
    }

    private void put(String label, KeyPair keys, Certificate... chain) throws Exception {
        store.setKeyEntry(label, keys.getPrivate(), null, chain);
    }

    private static KeyPair generated(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private KeySource source(String object) {
        return source(object, OptionalLong.empty(), hsm.pin());
    }

    private KeySource source(String object, OptionalLong slot, String pin) {
        return new KeySource.InToken(hsm.library(), slot, object, TestKeys.password(pin));
    }

    private void refused(KeySource source, String why) {
        assertThatThrownBy(() -> KeyRing.load(source))
                .isInstanceOf(KeyUnusable.class)
                .hasMessageContaining(why)
                .hasNoCause()
                .satisfies(thrown -> {
                    StringWriter text = new StringWriter();
                    thrown.printStackTrace(new PrintWriter(text, true));
                    assertThat(text.toString()).doesNotContain("canary");
                });
    }
}
