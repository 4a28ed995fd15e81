package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.local.Installation;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a program opens with the libraries that are shipped beside it, and with no others.
class ShippedLibrariesIT {
    private static final Path HOME = Installation.ofThisProgram().home();

    @ParameterizedTest
    @ValueSource(strings = {"cli", "status-stream"})
    void a_program_that_is_given_a_password_opens_encrypted_pem(String program, @TempDir Path directory)
            throws Exception {
        Path key = HOME.resolve("status-list/src/test/resources/keys/ed25519-pkcs8-encrypted.pem");
        Path password = Files.writeString(directory.resolve("password"), "correct horse");
        try (URLClassLoader shipped = new URLClassLoader(jars(program), ClassLoader.getPlatformClassLoader())) {
            Class<?> source = shipped.loadClass("dev.holdfast.keyring.KeySource");
            Object named =
                    source.getMethod("parse", String.class).invoke(null, key + "?password-source=file:" + password);
            Object signer = shipped.loadClass("dev.holdfast.keyring.KeyRing")
                    .getMethod("load", source)
                    .invoke(null, named);
            assertThat(signer.toString()).startsWith("Ed25519Signer[");
        }
    }

    private static URL[] jars(String program) throws Exception {
        List<URL> jars = new ArrayList<>();
        try (Stream<Path> files = Files.list(HOME.resolve(program).resolve("target/lib"))) {
            for (Path file : files.toList()) {
                jars.add(file.toUri().toURL());
            }
        }
        return jars.toArray(URL[]::new);
    }
}
