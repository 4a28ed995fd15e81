package dev.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.bench.TokenFormat.Signed;
import dev.holdfast.list.BitOrder;
import dev.holdfast.list.PackedStatuses;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What can be said of measurements without measuring.
class ReportTest {
    @Test
    void a_goal_is_held_or_missed_and_other_figures_are_neither(@TempDir Path directory) throws Exception {
        Report report = new Report("x");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        report.heading("what", out);
        report.add(Row.of("free", 3, "µs", "bare", 2), out);
        report.add(Row.of("good", 2, "µs", "bare", 2).atMost(1.0), out);
        assertThat(report.allHeld()).isTrue();
        report.add(Row.of("bad", 3, "µs", "bare", 2).atMost(1.4), out);
        assertThat(report.allHeld()).isFalse();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("≤ 1.0 held", "≤ 1.4 missed");
        Path file = directory.resolve("report.json");
        report.write(file, Instant.EPOCH);
        JsonNode rows = new ObjectMapper().readTree(file.toFile()).get("rows");
        assertThat(rows).hasSize(3);
        assertThat(rows.get(0).get("held").isNull()).isTrue();
        assertThat(rows.get(1).get("held").booleanValue()).isTrue();
        assertThat(rows.get(2).get("held").booleanValue()).isFalse();
        assertThat(rows.get(2).get("ratio").doubleValue()).isEqualTo(1.5);
        assertThat(rows.get(2).get("goal").doubleValue()).isEqualTo(1.4);
    }

    @Test
    void medians_are_in_the_middle() {
        assertThat(Rounds.median(new double[] {9, 1, 5})).isEqualTo(5);
        assertThat(Rounds.median(new double[] {4, 1, 9, 2})).isEqualTo(3);
    }

    @Test
    void every_pair_is_measured_in_turn() throws Exception {
        StringBuilder order = new StringBuilder();
        new Rounds(0, 3, 0).measure(() -> order.append('a'), () -> order.append('b'));
        assertThat(order.toString()).isEqualTo("ab".repeat(7));
    }

    @Test
    void a_wrong_name_is_told_what_there_is() throws Exception {
        assertThat(Bench.run(new String[] {"nothing"})).isEqualTo(2);
        assertThat(Bench.run(new String[0])).isEqualTo(2);
        assertThat(Bench.run(new String[] {"formats", "--json"})).isEqualTo(2);
    }

    @Test
    void bare_and_product_do_the_same_work() throws Exception {
        PackedStatuses statuses = PackedStatuses.allValid(1, 131_072).with(new TreeMap<>(Map.of(7, 1)));
        byte[] packed = statuses.toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST);
        assertThat(Primitive.inflate(Primitive.deflate(packed, 6), packed.length))
                .isEqualTo(packed);
        for (TokenFormat format : TokenFormat.all()) {
            for (Primitive bare : Primitive.all()) {
                if (!format.takes(bare.signer().algorithm())) {
                    continue;
                }
                Signed signed = format.sign(format.encode(statuses), bare.signer());
                assertThat(format.verifyAndDecode(signed, bare.signer().publicKey()))
                        .isEqualTo(statuses);
                assertThat(bare.verify(signed.input(), signed.signature())).isNotNull();
            }
        }
    }
}
