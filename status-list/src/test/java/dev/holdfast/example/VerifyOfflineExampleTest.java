package dev.holdfast.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.format.Form;
import dev.holdfast.format.Statement;
import dev.holdfast.format.StatusListToken;
import dev.holdfast.format.TokenRefused;
import dev.holdfast.issuer.Did;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.Curve;
import dev.holdfast.sign.EcdsaSigner;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.Signer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VerifyOfflineExampleTest {
    private static final String URI = "https://status.example/lists/acme.pid";
    private static final PackedStatuses STATUSES =
            PackedStatuses.allValid(2, 131_072).with(new TreeMap<>(Map.of(7, 1, 8, 2)));

    @TempDir
    private Path directory;

    static List<Form> forms() {
        return Form.all();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void the_program_of_the_readme_reads_every_form(Form form) throws Exception {
        Signer signer = signer(form);
        String file = file(form, signer, Instant.now().plus(Duration.ofHours(1)));
        String issuer = Did.key(signer.publicKey());
        String expected = switch (form.purpose()) {
            case STATUS -> "STATUS INVALID,STATUS SUSPENDED,STATUS VALID";
            case REVOCATION -> "REVOCATION INVALID,REVOCATION VALID,REVOCATION VALID";
            // A bit that is set is 1, whatever it stands for.
            case SUSPENSION -> "SUSPENSION VALID,SUSPENSION INVALID,SUSPENSION VALID";
        };
        assertThat(said(file, issuer, URI, "7") + "," + said(file, issuer, URI, "8") + ","
                        + said(file, issuer, URI, "9"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void it_takes_nothing_that_is_not_to_be_taken(Form form) throws Exception {
        Signer signer = signer(form);
        String issuer = Did.key(signer.publicKey());
        String good = file(form, signer, Instant.now().plus(Duration.ofHours(1)));
        assertThatThrownBy(() -> said(good, Did.key(signer(form).publicKey()), URI, "7"))
                .isInstanceOf(BadSignature.class);
        assertThatThrownBy(() -> said(good, issuer, URI + "/other", "7"))
                .isInstanceOf(TokenRefused.class)
                .hasMessageContaining("the URI that the list was looked up by");
        assertThatThrownBy(() -> said(good, issuer, URI, "131072"))
                .isInstanceOf(TokenRefused.class)
                .hasMessageContaining("does not reach");
        String expired = file(form, signer, Instant.now().minus(Duration.ofSeconds(1)));
        assertThatThrownBy(() -> said(expired, issuer, URI, "7"))
                .isInstanceOf(TokenRefused.class)
                .hasMessageContaining("expired");
    }

    private static Signer signer(Form form) {
        Signer ed25519 = Ed25519Signer.generate(new SecureRandom());
        return form.format().takes(ed25519.algorithm())
                ? ed25519
                : EcdsaSigner.generate(Curve.P256, new SecureRandom());
    }

    private String file(Form form, Signer signer, Instant expiresAt) throws IOException {
        StatusListToken claims = new StatusListToken(
                URI,
                expiresAt.minus(Duration.ofHours(2)),
                Optional.of(expiresAt),
                Optional.empty(),
                form.purpose().of(STATUSES),
                Optional.empty(),
                Optional.empty());
        byte[] draft = form.format().draft(new Statement(form.purpose(), claims), 6);
        Path file = directory.resolve("list-" + expiresAt.toEpochMilli());
        return Files.write(file, form.format().secure(draft, signer).toArray()).toString();
    }

    /// What the program prints, without the end of the line.
    private static String said(String... arguments) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            VerifyOfflineExample.main(arguments);
        } finally {
            System.setOut(before);
        }
        return said.toString(StandardCharsets.UTF_8).strip();
    }
}
