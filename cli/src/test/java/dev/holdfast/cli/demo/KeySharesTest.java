package dev.holdfast.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeySharesTest {
    @TempDir
    private Path directory;

    @Test
    void everybody_gets_what_they_need_and_nobody_the_root_key() throws Exception {
        DemoKeys keys = DemoKeys.in(directory.resolve("keys"));

        KeyShares.deal(keys, directory);

        assertThat(names("root")).containsExactly("root.json");
        assertThat(names("publisher")).containsExactly("publisher-checkpoint.jwk", "publisher-token.jwk");
        assertThat(names("issuers"))
                .containsExactly(
                        "issuer-acme-allocation.key",
                        "issuer-acme-command.jwk",
                        "issuer-globex-allocation.key",
                        "issuer-globex-command.jwk");
        Path secret = directory.resolve("publisher/publisher-checkpoint.jwk");
        assertThat(secret).hasSameBinaryContentAs(directory.resolve("keys/publisher-checkpoint.jwk"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                .isEqualTo("rw-------");
    }

    @Test
    void a_gateway_also_gets_the_keys_that_are_added_while_keys_change() throws Exception {
        DemoKeys keys = DemoKeys.in(directory.resolve("keys"));
        for (String added : List.of("issuer-acme-command-2.jwk", "issuer-acme-command-2.pub.jwk")) {
            Files.writeString(keys.directory().resolve(added), added);
        }
        // Of an issuer whose name looks like a part of a file's.
        Files.writeString(keys.directory().resolve("issuer-of-command-posts-caller.jwk"), "the caller's own");

        KeyShares.deal(keys, directory);

        assertThat(names("issuers"))
                .containsExactly(
                        "issuer-acme-allocation.key",
                        "issuer-acme-command-2.jwk",
                        "issuer-acme-command.jwk",
                        "issuer-globex-allocation.key",
                        "issuer-globex-command.jwk");
        assertThat(directory.resolve("issuers/issuer-acme-command-2.jwk")).hasContent("issuer-acme-command-2.jwk");
    }

    @Test
    void what_was_dealt_out_stays() throws Exception {
        DemoKeys keys = DemoKeys.in(directory.resolve("keys"));
        KeyShares.deal(keys, directory);
        Path held = directory.resolve("publisher/publisher-token.jwk");
        Files.writeString(held, "the operator's own");

        KeyShares.deal(keys, directory);

        assertThat(held).hasContent("the operator's own");
    }

    private List<String> names(String share) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(share))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
