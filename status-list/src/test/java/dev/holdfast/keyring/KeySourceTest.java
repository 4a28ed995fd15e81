package dev.holdfast.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeySourceTest {
    @Test
    void a_path_is_a_file_that_is_not_encrypted() {
        assertThat(KeySource.parse("keys/token.jwk")).isEqualTo(KeySource.InFile.of(Path.of("keys/token.jwk")));
    }

    @Test
    void a_file_says_behind_a_question_mark_what_opens_it() {
        assertThat(KeySource.parse("k.p12?alias=a%26b&password-source=file:/run/p"))
                .isEqualTo(new KeySource.InFile(
                        Path.of("k.p12"),
                        Optional.of("a&b"),
                        Optional.of(new PasswordSource.InFile(Path.of("/run/p")))));
    }

    @Test
    void a_token_is_named_as_in_rfc_7512() {
        assertThat(KeySource.parse("pkcs11:object=token;slot-id=7?module-path=/usr/lib/x.so&pin-source=file:/run/pin"))
                .isEqualTo(new KeySource.InToken(
                        Path.of("/usr/lib/x.so"),
                        OptionalLong.of(7),
                        "token",
                        new PasswordSource.InFile(Path.of("/run/pin"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|no key file is named",
                "?alias=x|no key file is named",
                "k.p12?password=hunter2hunter2|nothing else",
                "k.p12?hunter2hunter2|nothing else",
                "k.p12?password-source=hunter2hunter2|never written there itself",
                "k.p12?password-source=env:|never written there itself",
                "k.p12?alias=a&alias=b|alias stands twice",
                "pkcs11:object=a|module-path",
                "pkcs11:object=a?pin-source=env:P|module-path",
                "pkcs11:object=a?module-path=/x.so|pin-source",
                "pkcs11:object=a?module-path=/x.so&pin-value=hunter2hunter2|nothing else",
                "pkcs11:token=t;object=a?module-path=/x.so&pin-source=env:P|nothing else",
                "pkcs11:slot-id=1?module-path=/x.so&pin-source=env:P|object",
                "pkcs11:object=a;slot-id=one?module-path=/x.so&pin-source=env:P|not a number",
                "pkcs11:object=a;slot-id=-1?module-path=/x.so&pin-source=env:P|negative",
                "pkcs11:object=a?module-path=x.so&pin-source=env:P|absolute",
                "pkcs11:object=a?module-path=/x%0aslot%3d1.so&pin-source=env:P|absolute",
                "pkcs11:object=a?module-path=/$%7buser.home%7d.so&pin-source=env:P|absolute",
                "pkcs11:object=a?module-path=/x%00.so&pin-source=env:P|path",
            })
    void other_texts_are_refused_without_repeating_a_secret(String text, String why) {
        assertThatThrownBy(() -> KeySource.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }

    @Test
    void a_password_is_the_first_line_of_its_file_and_is_wiped(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("p"), "pässword\r\nnot this\n");
        Password password = PasswordSource.parse("file:" + file).read();
        char[] characters = password.characters();
        assertThat(characters).containsExactly("pässword".toCharArray());
        assertThat(password.toString()).isEqualTo("Password[…]");
        password.close();
        assertThat(characters).containsOnly('\0');
    }

    @Test
    void a_password_that_is_not_there_is_told_so(@TempDir Path directory) throws IOException {
        Path empty = Files.writeString(directory.resolve("empty"), "\nsecond");
        Path huge = Files.write(directory.resolve("huge"), "x".repeat(1025).getBytes(StandardCharsets.UTF_8));
        refused("first line is empty", "file:" + empty);
        refused("at most 1024 bytes", "file:" + huge);
        refused("cannot be read", "file:" + directory.resolve("absent"));
        refused("cannot be read", "file:" + directory);
        refused("is not set", "env:HOLDFAST_TEST_NO_SUCH_VARIABLE");
    }

    private static void refused(String why, String reference) {
        assertThatThrownBy(() -> PasswordSource.parse(reference).read())
                .isInstanceOf(KeyUnusable.class)
                .hasMessageContaining(why)
                .hasNoCause();
    }
}
