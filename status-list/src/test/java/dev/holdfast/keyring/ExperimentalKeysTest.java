package dev.holdfast.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Conformance;
import dev.holdfast.sign.Experiment;
import dev.holdfast.sign.MlDsaSigner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Key files with ML-DSA-44 keys, which nobody opens who has not switched them on.
@Conformance("JOSE-12")
class ExperimentalKeysTest {
    private static final Set<Experiment> ON = Set.of(Experiment.ML_DSA_44);
    private static final byte[] SEED = new byte[32];
    private static final MlDsaSigner SIGNER;
    /// A PrivateKeyInfo (RFC 5958) of id-ml-dsa-44 up to the seed, which is `[0]` of 32 bytes (RFC 9881, section 6).
    private static final String HEAD = "3034020100300b060960864801650304031104228020";

    static {
        Arrays.fill(SEED, (byte) 9);
        SIGNER = MlDsaSigner.ofSeed(SEED, ON);
    }

    @TempDir
    private Path directory;

    @Test
    void a_jwk_is_opened_if_it_is_switched_on() throws Exception {
        Path file = Files.write(directory.resolve("key.jwk"), SIGNER.toPrivateJwk());
        KeySource source = KeySource.InFile.of(file);
        assertThat(KeyRing.load(source, ON).publicKey()).isEqualTo(SIGNER.publicKey());
        assertThatThrownBy(() -> KeyRing.load(source))
                .isInstanceOf(KeyUnusable.class)
                .hasMessageContaining("ML-DSA-44 is experimental, and not switched on here");
        Path shared = Files.writeString(
                directory.resolve("public.jwk"), SIGNER.publicKey().toJwk().toString());
        assertThat(KeyRing.publicKey(shared, ON)).isEqualTo(SIGNER.publicKey());
        assertThatThrownBy(() -> KeyRing.publicKey(shared)).isInstanceOf(KeyUnusable.class);
    }

    @Test
    void pem_is_opened_if_it_is_switched_on_and_holds_the_seed() throws Exception {
        KeySource seed = pem(HexFormat.of().parseHex(HEAD + HexFormat.of().formatHex(SEED)));
        assertThat(KeyRing.load(seed, ON).publicKey()).isEqualTo(SIGNER.publicKey());
        assertThatThrownBy(() -> KeyRing.load(seed))
                .isInstanceOf(KeyUnusable.class)
                .hasMessageContaining("ML-DSA-44 is experimental, and not switched on here");
        // As JDK 25 writes them: the expanded key, without its seed.
        KeySource expanded = pem(KeyPairGenerator.getInstance("ML-DSA-44")
                .generateKeyPair()
                .getPrivate()
                .getEncoded());
        assertThatThrownBy(() -> KeyRing.load(expanded, ON)).isInstanceOf(KeyUnusable.class);
        KeySource shorter =
                pem(HexFormat.of().parseHex("3033020100300b06096086480165030403110421801f" + "09".repeat(31)));
        assertThatThrownBy(() -> KeyRing.load(shorter, ON))
                .isInstanceOf(KeyUnusable.class)
                .hasMessageContaining("an ML-DSA seed has 32 bytes");
    }

    private KeySource pem(byte[] der) throws Exception {
        String text = "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END PRIVATE KEY-----\n";
        Path file = Files.createTempFile(directory, "key", ".pem");
        return KeySource.InFile.of(Files.writeString(file, text));
    }
}
