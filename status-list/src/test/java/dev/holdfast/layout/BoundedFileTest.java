package dev.holdfast.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class BoundedFileTest {
    @TempDir
    Path directory;

    @Test
    void a_file_may_have_as_much_as_it_may_and_a_byte_more_is_too_much() throws Exception {
        Path file = Files.write(directory.resolve("file"), new byte[] {1, 2, 3});

        assertThat(BoundedFile.read(file, 3)).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> BoundedFile.read(file, 2))
                .isInstanceOf(Malformed.class)
                .hasMessage("more than 2 bytes");
    }

    @Test
    void what_is_not_utf_8_is_no_text() throws Exception {
        Path latin = Files.write(directory.resolve("latin"), new byte[] {'p', (byte) 0xe4});
        assertThatThrownBy(() -> BoundedFile.text(latin, 9))
                .isInstanceOf(Malformed.class)
                .hasMessage("not UTF-8");
        assertThat(BoundedFile.text(Files.writeString(directory.resolve("text"), "pä"), 3))
                .isEqualTo("pä");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void what_never_ends_is_not_read_to_its_end() {
        assertThatThrownBy(() -> BoundedFile.read(Path.of("/dev/zero"), 1 << 20))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void what_is_not_there_and_what_is_a_folder_cannot_be_read() {
        assertThatThrownBy(() -> BoundedFile.read(directory, 9)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> BoundedFile.read(directory.resolve("none"), 9)).isInstanceOf(IOException.class);
    }
}
