package dev.holdfast.cli.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cli.call.Exit;
import dev.holdfast.cli.call.Failure;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    @TempDir
    Path folder;

    @Test
    void a_folder_that_another_command_changes_is_waited_for_so_long_and_then_refused() throws Exception {
        FolderLock impatient = new FolderLock(folder, Duration.ZERO);
        try (FileChannel held =
                FileChannel.open(impatient.file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            held.lock();
            assertThatThrownBy(() -> impatient.alone(() -> "changed"))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure -> assertThat(failure.exitCode()).isEqualTo(Exit.USAGE))
                    .hasMessageContaining("another command is changing " + folder);
        }
        assertThat(impatient.alone(() -> "changed")).isEqualTo("changed");
    }

    @Test
    void what_is_no_file_of_ours_locks_nothing_and_is_not_waited_for() throws Exception {
        FolderLock lock = new FolderLock(folder, Duration.ZERO);
        Path elsewhere = folder.resolve("elsewhere");
        Files.createSymbolicLink(lock.file(), elsewhere);
        assertThatThrownBy(() -> lock.alone(() -> 1)).hasMessageContaining(".lock is no file of ours");
        assertThat(elsewhere).doesNotExist();
        Files.delete(lock.file());
        assertThat(new ProcessBuilder("mkfifo", lock.file().toString()).start().waitFor())
                .isZero();
        assertThatThrownBy(() -> lock.alone(() -> 1)).hasMessageContaining(".lock is no file of ours");
    }

    @Test
    void a_change_that_fails_lets_go_of_the_folder() throws Exception {
        FolderLock impatient = new FolderLock(folder, Duration.ZERO);
        assertThatThrownBy(() -> impatient.alone(() -> {
                    throw Failure.usage("no");
                }))
                .hasMessage("no");
        assertThat(impatient.alone(() -> 1)).isEqualTo(1);
    }
}
