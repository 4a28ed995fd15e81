package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.call.Exit;
import org.junit.jupiter.api.Test;

/// That the verb reaches its process; what is measured there is no test.
class BenchIT {
    @Test
    void a_benchmark_that_does_not_exist_is_wrong_usage() {
        assertThat(Holdfast.commandLine().execute("bench", "nothing")).isEqualTo(Exit.USAGE);
    }
}
