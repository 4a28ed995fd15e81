package dev.holdfast.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Conformance;
import dev.holdfast.sign.Algorithm;
import dev.holdfast.sign.CertifiedSigner;
import dev.holdfast.sign.Curve;
import dev.holdfast.sign.EcdsaSigner;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import dev.holdfast.x509.Authority;
import dev.holdfast.x509.Authority.Profile;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {
    private static final byte[] MESSAGE = {1, 2, 3};

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p256-sec1.pem",
                "p256-pkcs8.pem",
                "p256-pkcs8-encrypted.pem",
                "p256-legacy-encrypted.pem",
                "p256.p12",
                "p384-sec1.pem",
                "p384-pkcs8.pem",
                "ed25519-pkcs8.pem",
                "ed25519-pkcs8-encrypted.pem",
                "ed25519.p12"
            })
    void files_of_openssl_give_the_key_that_openssl_gives(String name) throws Exception {
        Signer signer = KeyRing.load(TestKeys.source(TestKeys.file(name), TestKeys.PASSWORD));
        String kind = name.substring(0, name.indexOf(name.contains("-") ? '-' : '.'));
        PublicKey stated = KeyRing.publicKey(TestKeys.file(kind + "-public.pem"));
        assertThat(signer.publicKey()).isEqualTo(stated);
        assertThat(signer.keyId()).isEqualTo(stated.keyId());
        stated.verify(MESSAGE, signer.sign(MESSAGE));
        assertThat(signer).isNotInstanceOf(CertifiedSigner.class);
    }

    @Test
    @Conformance("JOSE-11")
    void a_jwk_of_either_kind_is_read() throws Exception {
        Ed25519Signer ed25519 = Ed25519Signer.generate(new SecureRandom());
        EcdsaSigner p256 = EcdsaSigner.generate(Curve.P256, new SecureRandom());
        Path first = Files.write(directory.resolve("a"), ed25519.toPrivateJwk());
        Path second = Files.writeString(directory.resolve("b"), "\n  " + new String(p256.toPrivateJwk()));
        KeyRing ring = KeyRing.open(List.of(KeySource.InFile.of(first), KeySource.InFile.of(second)));
        assertThat(ring.keyIds()).containsExactlyInAnyOrder(ed25519.keyId(), p256.keyId());
        assertThat(ring.signer(p256.keyId()).orElseThrow().algorithm()).isEqualTo(Algorithm.ES256);
        assertThat(ring.signer(ed25519.keyId()).orElseThrow().sign(MESSAGE)).isEqualTo(ed25519.sign(MESSAGE));
        assertThat(ring.signer(
                        KeyRing.publicKey(TestKeys.file("p256-public.pem")).keyId()))
                .isEmpty();
        assertThatThrownBy(() -> KeyRing.open(List.of(KeySource.InFile.of(first), KeySource.InFile.of(first))))
                .isInstanceOf(KeyUnusable.class)
                .hasMessageContaining("named twice");
    }

    @Test
    void public_keys_are_jwk_or_pem_and_never_private() throws Exception {
        EcdsaSigner p256 = EcdsaSigner.generate(Curve.P256, new SecureRandom());
        Path jwk = Files.write(
                directory.resolve("jwk"), p256.publicKey().toJwk().toString().getBytes());
        assertThat(KeyRing.publicKey(jwk)).isEqualTo(p256.publicKey());
        Authority root = Authority.root("root");
        Path certificate = Files.writeString(
                directory.resolve("crt"), pem("CERTIFICATE", root.certificate().getEncoded()));
        assertThat(KeyRing.publicKey(certificate))
                .isEqualTo(PublicKey.fromSpki(root.keys().getPublic().getEncoded()));
        Path privateJwk = Files.write(directory.resolve("private"), p256.toPrivateJwk());
        for (Path wrong : List.of(privateJwk, TestKeys.file("p256-pkcs8.pem"), TestKeys.file("p256.p12"))) {
            assertThatThrownBy(() -> KeyRing.publicKey(wrong)).isInstanceOf(KeyUnusable.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rsa-pkcs8.pem, none of Ed25519",
        "p256-explicit-pkcs8.pem, by its name",
        "p256-explicit-sec1.pem, by its name",
        "p256-scrypt-encrypted.pem, openssl pkcs8 -topk8 -v2 aes-256-cbc",
        "p256-public.pem, a PRIVATE KEY is wanted",
        "README.md, neither a JWK",
    })
    void other_keys_are_refused_with_a_way_out(String name, String why) {
        refused(TestKeys.source(TestKeys.file(name), TestKeys.PASSWORD), why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa-public.pem", "p256-explicit-public.pem"})
    void other_public_keys_are_refused(String name) {
        assertThatThrownBy(() -> KeyRing.publicKey(TestKeys.file(name)))
                .isInstanceOf(KeyUnusable.class)
                .hasMessageContaining("none of Ed25519, P-256, P-384");
    }

    @ParameterizedTest
    @ValueSource(strings = {"p256-pkcs8-encrypted.pem", "p256-legacy-encrypted.pem", "p256.p12", "ed25519.p12"})
    void what_is_encrypted_takes_its_password(String name) {
        refused(TestKeys.source(TestKeys.file(name), "wrong horse"), "password does not open it");
        refused(KeySource.InFile.of(TestKeys.file(name)), "?password-source=file:PATH or env:NAME");
    }

    @Test
    void a_chain_beside_the_key_makes_a_certified_signer() throws Exception {
        Authority root = Authority.root("root");
        Authority middle = root.authority(Profile.authority("middle", 0));
        KeyPair keys = Authority.p256();
        X509Certificate leaf = middle.certify(keys.getPublic(), Profile.leaf("leaf"));
        String key = pem("PRIVATE KEY", keys.getPrivate().getEncoded());
        String first = pem("CERTIFICATE", leaf.getEncoded());
        String second = pem("CERTIFICATE", middle.certificate().getEncoded());

        Signer fromPem = KeyRing.load(written(key + first + second));
        assertThat(fromPem)
                .isInstanceOfSatisfying(
                        CertifiedSigner.class,
                        signer ->
                                assertThat(signer.chain().certificates()).containsExactly(leaf, middle.certificate()));
        refused(written(key + second + first), "not of this key");
        refused(written(key + key), "holds 2 private keys");
        refused(written(first + second), "holds 0 private keys");

        Signer fromStore = KeyRing.load(TestKeys.source(store(keys, leaf, middle.certificate()), TestKeys.PASSWORD));
        assertThat(fromStore).isInstanceOf(CertifiedSigner.class);
        assertThat(fromStore.publicKey()).isEqualTo(fromPem.publicKey());
    }

    @Test
    void one_of_several_keys_of_a_store_is_named() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        Authority root = Authority.root("root");
        for (String alias : List.of("one", "two")) {
            KeyPair keys = Authority.p256();
            Certificate[] chain = {root.certify(keys.getPublic(), Profile.leaf(alias))};
            store.setKeyEntry(alias, keys.getPrivate(), TestKeys.PASSWORD.toCharArray(), chain);
        }
        Path file = write(store);
        refused(TestKeys.source(file, TestKeys.PASSWORD), "[one, two]");
        refused(named(file, "three"), "[one, two]");
        assertThat(KeyRing.load(named(file, "two")).publicKey())
                .isEqualTo(PublicKey.fromSpki(
                        store.getCertificate("two").getPublicKey().getEncoded()));
    }

    @Test
    void what_is_too_long_or_not_there_is_refused_before_it_is_read_whole() throws Exception {
        Path huge = Files.write(directory.resolve("huge"), new byte[KeyFile.MAX_BYTES + 1]);
        refused(KeySource.InFile.of(huge), "longer than");
        refused(KeySource.InFile.of(directory.resolve("absent")), "cannot be read");
        refused(KeySource.InFile.of(directory), "cannot be read");
        refused(written(""), "neither a JWK");
        refused(written(pem("CERTIFICATE", new byte[1]).repeat(13)), "blocks of PEM");
    }

    @Test
    void a_password_is_not_stretched_for_ever() throws Exception {
        byte[] der = body("p256-pkcs8-encrypted.pem");
        int at = indexOf(der, new byte[] {0x02, 0x02, 0x08, 0x00});
        assertThat(at).as("openssl stretches 2,048 times").isPositive();
        byte[] longer = new byte[der.length + 2];
        System.arraycopy(der, 0, longer, 0, at);
        System.arraycopy(new byte[] {0x02, 0x04, 0x7f, 0, 0, 0}, 0, longer, at, 6);
        System.arraycopy(der, at + 4, longer, at + 6, der.length - at - 4);
        grow(longer, 0, at);
        refused(written(pem("ENCRYPTED PRIVATE KEY", longer)), "stretched more than");
    }

    @Test
    void pem_around_nothing_is_refused() throws Exception {
        for (String type : List.of("PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "CERTIFICATE")) {
            refused(written(pem(type, new byte[0])), "key");
        }
        Path file = Files.writeString(directory.resolve("nothing.pem"), pem("PUBLIC KEY", new byte[0]));
        assertThatThrownBy(() -> KeyRing.publicKey(file)).isInstanceOf(KeyUnusable.class);
    }

    @Test
    void a_public_part_that_does_not_fit_is_refused() throws Exception {
        byte[] der = body("p256-pkcs8.pem");
        der[der.length - 1] ^= 1;
        refused(written(pem("PRIVATE KEY", der)), "does not belong to its public part");
    }

    private KeySource named(Path file, String alias) {
        return new KeySource.InFile(file, Optional.of(alias), Optional.of(TestKeys.password(TestKeys.PASSWORD)));
    }

    private Path store(KeyPair keys, Certificate... chain) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("token", keys.getPrivate(), TestKeys.PASSWORD.toCharArray(), chain);
        return write(store);
    }

    private Path write(KeyStore store) throws Exception {
        Path file = Files.createTempFile(directory, "store", ".p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, TestKeys.PASSWORD.toCharArray());
        }
        return file;
    }

    private KeySource written(String content) throws Exception {
        return TestKeys.source(
                Files.writeString(Files.createTempFile(directory, "key", ""), content), TestKeys.PASSWORD);
    }

    private static void refused(KeySource source, String why) {
        assertThatThrownBy(() -> KeyRing.load(source))
                .isInstanceOf(KeyUnusable.class)
                .hasMessageContaining(why)
                .hasNoCause();
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }

    private static byte[] body(String name) {
        return Base64.getMimeDecoder().decode(TestKeys.text(name).replaceAll("-----[A-Z ]+-----", ""));
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int at = 0; at + wanted.length <= bytes.length; at++) {
            if (java.util.Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }

    /// Adds two to the length of every SEQUENCE from `at` on that reaches over `inside`.
    private static void grow(byte[] der, int at, int inside) {
        int next = at;
        while (next < inside) {
            int header = (der[next + 1] & 0xff) == 0x81 ? 3 : 2;
            int length = der[next + header - 1] & 0xff;
            if (next + header + length > inside) {
                der[next + header - 1] = (byte) (length + 2);
                next += header;
            } else {
                next += header + length;
            }
        }
    }
}
