package dev.holdfast.keyring;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/// The key files beside the tests; see their README.
final class TestKeys {
    static final String PASSWORD = "correct horse";

    private TestKeys() {}

    static Path file(String name) {
        try {
            return Path.of(Objects.requireNonNull(TestKeys.class.getResource("/keys/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(file(name));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static String text(String name) {
        return new String(bytes(name));
    }

    /// A file that is opened with a password.
    static KeySource source(Path path, String password) {
        return new KeySource.InFile(path, Optional.empty(), Optional.of(password(password)));
    }

    static PasswordSource password(String password) {
        return new PasswordSource.Variable("TEST_PASSWORD", _ -> password);
    }
}
