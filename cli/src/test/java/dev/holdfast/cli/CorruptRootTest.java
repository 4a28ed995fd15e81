package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A root file that is none is a wrong file on the command line, to every verb that reads it.
class CorruptRootTest {
    @TempDir
    private Path dir;

    private Terminal terminal;

    @BeforeEach
    void a_directory() throws Exception {
        terminal = new Terminal(dir);
        terminal.endpoints("http://127.0.0.1:1", "127.0.0.1:1");
        Files.createDirectories(dir.resolve("trust"));
        terminal.write("trust/v0001.json", terminal.trust.bytes().toArray());
        terminal.write("trust/draft.json", terminal.trust.bytes().toArray());
        terminal.write("root.jwk", terminal.rootKey.toPrivateJwk());
        Files.setPosixFilePermissions(dir.resolve("root.jwk"), PosixFilePermissions.fromString("rw-------"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "{}",
                "{\"deployment\":\"demo\",\"threshold\":1,\"keys\":[]}",
                "{\"deployment\":\"demo\",\"threshold\":1,\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"}]}"
            })
    void a_root_that_is_none_is_wrong_usage(String corrupt) throws Exception {
        Path root = terminal.write("trust/root.json", corrupt.getBytes(StandardCharsets.UTF_8));
        String trust = dir.resolve("trust").toString();
        String key = dir.resolve("root.jwk").toString();
        List<Terminal.Run> runs = List.of(
                verify(root),
                terminal.runHere("replay", "rebuild", "--root", root.toString()),
                terminal.runHere("replay", "status", "acme.cards", "3", "--root", root.toString()),
                terminal.run("trust", "show", "--dir", trust),
                terminal.run("trust", "renew", "--dir", trust),
                terminal.run("trust", "sign", "--key", key, "--yes", "--dir", trust),
                terminal.run("trust", "merge", dir.resolve("trust-1.json").toString(), "--dir", trust),
                terminal.run("trust", "publish", "--kafka", "127.0.0.1:1", "--dir", trust));
        assertThat(runs).allSatisfy(run -> {
            assertThat(run.errorLine()).contains("root.json: ");
            assertThat(run.exit()).isEqualTo(2);
        });
    }

    @Test
    void a_root_that_nothing_follows_from_is_distrusted() throws Exception {
        String other = new String(terminal.root.toBytes(), StandardCharsets.UTF_8).replace("demo", "domo");
        Path root = terminal.write("trust/root.json", other.getBytes(StandardCharsets.UTF_8));
        assertThat(verify(root).exit()).isEqualTo(4);
        assertThat(terminal.run("trust", "show", "--dir", dir.resolve("trust").toString())
                        .exit())
                .isEqualTo(4);
    }

    private Terminal.Run verify(Path root) {
        return terminal.runHere(
                "verify",
                dir.resolve("trust-1.json").toString(),
                "--trust",
                dir.resolve("trust-1.json").toString(),
                "--root",
                root.toString());
    }
}
