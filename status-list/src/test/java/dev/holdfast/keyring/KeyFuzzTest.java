package dev.holdfast.keyring;

import dev.holdfast.Fuzzing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every kind of key file, by [Fuzzing].
@Tag("long")
class KeyFuzzTest {
    private static final String JWK = """
            {"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",\
            "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""";

    /// Each turn of PBKDF2 in the JDK leaves some 211 bytes behind, never held; a file says how many turns, and the
    /// JDK refuses more than this.
    private static final long MOST_ITERATIONS = 5_000_000;

    private static final long BYTES_OF_AN_ITERATION = 256;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p256-sec1.pem",
                "ed25519-pkcs8.pem",
                "p256-pkcs8-encrypted.pem",
                "p256-legacy-encrypted.pem",
                "p256.p12",
                "ed25519.p12",
                "jwk"
            })
    void a_key_file_gives_a_key_or_is_unusable(String name) throws Exception {
        byte[] good = name.equals("jwk") ? JWK.getBytes(StandardCharsets.US_ASCII) : TestKeys.bytes(name);
        Path file = directory.resolve("key");
        long most = name.endsWith(".p12") ? MOST_ITERATIONS * BYTES_OF_AN_ITERATION : Fuzzing.MOST_BYTES;
        Fuzzing.fuzz(name, good, Set.of(KeyUnusable.class), most, bytes -> {
            Files.write(file, bytes);
            KeyRing.load(TestKeys.source(file, TestKeys.PASSWORD));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"p256-public.pem", "ed25519-public.pem"})
    void a_public_key_file_gives_a_key_or_is_unusable(String name) throws Exception {
        Path file = directory.resolve("key");
        Fuzzing.fuzz(name, TestKeys.bytes(name), Set.of(KeyUnusable.class), bytes -> {
            Files.write(file, bytes);
            KeyRing.publicKey(file);
        });
    }
}
