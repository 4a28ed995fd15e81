package dev.holdfast.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Curve;
import dev.holdfast.sign.EcdsaSigner;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.Signer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damages every kind of key file in every way that comes to mind, and looks for the key in all that comes back.
class KeyCanaryTest {
    private static final int WINDOW = 10;

    private final List<String> canaries = new ArrayList<>();
    /// Each text once: most errors are the same.
    private final Set<String> heard = new HashSet<>();

    @TempDir
    private Path directory;

    @Test
    void no_error_text_or_log_holds_any_part_of_a_key_or_a_password() throws Exception {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream both = new PrintStream(said, true)) {
            System.setOut(both);
            System.setErr(both);
            damageEverything();
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        heard.add(said.toString(StandardCharsets.UTF_8));
        Set<String> secret = windowsOf(canaries);
        assertThat(heard).anyMatch(text -> text.contains("KeyUnusable"));
        assertThat(heard.stream().flatMap(KeyCanaryTest::windows).filter(secret::contains))
                .as("parts of a secret")
                .isEmpty();
    }

    private static Set<String> windowsOf(List<String> secrets) {
        return secrets.stream().flatMap(KeyCanaryTest::windows).collect(Collectors.toSet());
    }

    private static Stream<String> windows(String text) {
        return IntStream.rangeClosed(0, text.length() - WINDOW).mapToObj(at -> text.substring(at, at + WINDOW));
    }

    private void damageEverything() throws Exception {
        Random random = new Random(4711);
        canaries.add(TestKeys.PASSWORD);
        for (String name : List.of(
                "p256-sec1.pem",
                "p256-pkcs8.pem",
                "p256-pkcs8-encrypted.pem",
                "p256-legacy-encrypted.pem",
                "p256.p12",
                "ed25519-pkcs8.pem",
                "ed25519.p12",
                "p384-pkcs8.pem",
                "rsa-pkcs8.pem")) {
            byte[] whole = TestKeys.bytes(name);
            if (name.endsWith(".pem")) {
                new String(whole, StandardCharsets.US_ASCII)
                        .lines()
                        .filter(line -> !line.contains("-"))
                        .filter(line -> line.length() > WINDOW)
                        .forEach(canaries::add);
            }
            damaged(whole, random, name.contains("encrypted") || name.endsWith("12") ? 24 : 300);
        }
        Ed25519Signer ed25519 = Ed25519Signer.ofSeed(random(random));
        EcdsaSigner p256 = EcdsaSigner.ofScalar(Curve.P256, random(random));
        for (byte[] jwk : List.of(ed25519.toPrivateJwk(), p256.toPrivateJwk())) {
            String d = StrictJson.text(StrictJson.parseObject(jwk, "jwk"), "d");
            secret(StrictJson.base64Url(d, "d"));
            damaged(jwk, random, 600);
            String text = new String(jwk, StandardCharsets.UTF_8);
            for (String hostile : List.of(
                    text.replace('"' + d + '"', d),
                    text.replace('"' + d + '"', "[\"" + d + "\"]"),
                    text.replace("\"" + d, "\"" + d + "\\q"),
                    text.replace("\"" + d, "\"" + d + "=="),
                    text.replace("\"" + d, "\"!" + d),
                    text.replace("\"" + d, "\"" + d + d),
                    text.replace("\"d\":", "\"d\" "),
                    text.replace("\"d\"", "\"" + d + "\",\"" + d + "\",\"d\""),
                    text.replace("\"d\":", "\"" + d + "\":1,\"" + d + "\":2,\"d\":"),
                    text + d,
                    d)) {
                attempt(hostile.getBytes(StandardCharsets.UTF_8));
            }
        }
        for (Signer signer : List.of(ed25519, p256)) {
            heard.add(signer + " " + signer.publicKey());
        }
        try (Password password = TestKeys.password(TestKeys.PASSWORD).read()) {
            heard.add(password.toString());
        }
        heard.add(TestKeys.source(directory, TestKeys.PASSWORD).toString());
        heard.add(TestKeys.password(TestKeys.PASSWORD).toString());
    }

    private void damaged(byte[] whole, Random random, int rounds) throws Exception {
        for (int i = 0; i < rounds; i++) {
            byte[] bytes = whole.clone();
            switch (i % 4) {
                case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
                case 1 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                default -> {
                    int from = random.nextInt(bytes.length);
                    System.arraycopy(bytes, from, bytes, random.nextInt(from + 1), bytes.length - from);
                }
            }
            attempt(bytes);
        }
    }

    private void attempt(byte[] content) throws Exception {
        Path file = Files.write(directory.resolve("key"), content);
        for (String password : List.of(TestKeys.PASSWORD, "Tr0ub4dor&3-never")) {
            try {
                Signer signer = KeyRing.load(TestKeys.source(file, password));
                heard.add(signer.toString());
            } catch (KeyUnusable expected) {
                hear(expected);
                assertThat(expected.getCause()).isNull();
            }
        }
        try {
            heard.add(Ed25519Signer.fromJwk(content).toString());
        } catch (Malformed expected) {
            hear(expected);
        }
        try {
            heard.add(EcdsaSigner.fromJwk(content).toString());
        } catch (Malformed expected) {
            hear(expected);
        }
    }

    private void hear(Exception thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace, true));
        heard.add(trace.toString());
    }

    private void secret(byte[] bytes) {
        canaries.add(HexFormat.of().formatHex(bytes));
        canaries.add(HexFormat.of().withUpperCase().formatHex(bytes));
        canaries.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
        canaries.add(StrictJson.base64Url(bytes));
        canaries.add(new BigInteger(1, bytes).toString());
        canaries.add(Arrays.toString(bytes));
    }

    private static byte[] random(Random random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        bytes[0] &= 0x7f;
        return bytes;
    }
}
