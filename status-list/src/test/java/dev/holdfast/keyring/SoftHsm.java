package dev.holdfast.keyring;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import java.util.List;

/// A SoftHSM2 with one token of its own, below the folder that SOFTHSM2_CONF names. Installs Debian's package where
/// this process may; where it cannot be had, the test is left out and says so.
record SoftHsm(Path library, String pin) {
    private static final Duration UTIL_PATIENCE = Duration.ofMinutes(2);
    private static final Duration INSTALL_PATIENCE = Duration.ofMinutes(15);
    private static final String PIN = "canary-pin-4711";
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib64/softhsm/libsofthsm2.so"),
            Path.of("/usr/local/lib/softhsm/libsofthsm2.so"),
            Path.of("/opt/homebrew/lib/softhsm/libsofthsm2.so"));

    static SoftHsm fresh() throws IOException, InterruptedException {
        String configuration = System.getenv("SOFTHSM2_CONF");
        if (configuration == null) {
            return abort("left out: SOFTHSM2_CONF is not set; the build sets it");
        }
        Path library = found();
        Path file = Path.of(configuration);
        Path tokens = Files.createTempDirectory(Files.createDirectories(file.getParent()), "tokens");
        Files.writeString(
                file, "directories.tokendir = " + tokens + "\nobjectstore.backend = file\nlog.level = ERROR\n");
        if (!initialised()) {
            return abort("left out: softhsm2-util made no token");
        }
        return new SoftHsm(library, PIN);
    }

    /// The provider, for putting keys into the token.
    Provider provider() {
        return Security.getProvider("SunPKCS11")
                .configure("--name = test\nlibrary = " + library + "\nslotListIndex = 0\n");
    }

    private static Path found() throws IOException, InterruptedException {
        for (int round = 0; round < 2; round++) {
            for (Path library : LIBRARIES) {
                if (Files.isReadable(library)) {
                    return library;
                }
            }
            if (round == 0 && !installed()) {
                break;
            }
        }
        return abort("left out: SoftHSM2 is not here and could not be installed; apt-get install softhsm2");
    }

    private static boolean initialised() throws IOException, InterruptedException {
        Process process = started(
                "softhsm2-util", "--init-token", "--free", "--label", "holdfast", "--so-pin", PIN, "--pin", PIN);
        if (!process.waitFor(UTIL_PATIENCE)) {
            process.destroyForcibly();
            return false;
        }
        return process.exitValue() == 0;
    }

    /// Killing a package manager leaves a machine to be repaired: one that does not end in time is let be.
    private static boolean installed() throws IOException, InterruptedException {
        if (!"root".equals(System.getProperty("user.name")) || !Files.isExecutable(Path.of("/usr/bin/apt-get"))) {
            return false;
        }
        Process process = started("apt-get", "install", "-y", "--no-install-recommends", "softhsm2");
        if (!process.waitFor(INSTALL_PATIENCE)) {
            return abort("left out: apt-get has been installing SoftHSM2 for " + INSTALL_PATIENCE.toMinutes()
                    + " minutes and goes on, process " + process.pid());
        }
        return process.exitValue() == 0;
    }

    private static Process started(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        return builder.start();
    }
}
