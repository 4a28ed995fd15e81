package dev.holdfast.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BitsTest {
    @Property(tries = 500)
    void what_is_written_is_read_back_at_every_offset(@ForAll long seed, @ForAll @IntRange(max = 200) int count)
            throws Malformed {
        BitWriter out = new BitWriter();
        Random writing = new Random(seed);
        for (int i = 0; i < count; i++) {
            switch (writing.nextInt(3)) {
                case 0 -> {
                    int width = writing.nextInt(33);
                    out.bits(writing.nextLong(), width);
                }
                case 1 -> out.unary(writing.nextInt(200));
                default -> out.gamma(1 + writing.nextInt(Integer.MAX_VALUE));
            }
        }
        BitReader in = new BitReader(out.toArray(), 0);
        Random reading = new Random(seed);
        for (int i = 0; i < count; i++) {
            switch (reading.nextInt(3)) {
                case 0 -> {
                    int width = reading.nextInt(33);
                    assertThat(in.bits(width, "n")).isEqualTo(reading.nextLong() & ((1L << width) - 1));
                }
                case 1 -> assertThat(in.unary(200, "n")).isEqualTo(reading.nextInt(200));
                default -> assertThat(in.gamma("n")).isEqualTo(1 + reading.nextInt(Integer.MAX_VALUE));
            }
        }
        assertThat(in.remaining()).isLessThan(8);
        assertThat(in.unary(7, "padding")).isEqualTo(BitReader.END);
    }

    @Test
    void nothing_is_read_behind_the_end() throws Malformed {
        BitReader in = new BitReader(new byte[] {0x7f, (byte) 0xff}, 1);
        assertThat(in.bits(7, "n")).isEqualTo(0x7f);
        assertThatThrownBy(() -> in.bits(2, "n")).isInstanceOf(Malformed.class).hasMessage("truncated at n");
        assertThat(in.bits(1, "n")).isEqualTo(1);
        assertThat(in.unary(0, "n")).isEqualTo(BitReader.END);
        assertThatThrownBy(() -> in.gamma("n")).isInstanceOf(Malformed.class);
    }

    @Test
    void a_run_above_the_limit_is_refused() {
        byte[] run = new byte[1000];
        run[999] = 1;
        assertThatThrownBy(() -> new BitReader(run, 0).unary(100, "n"))
                .isInstanceOf(Malformed.class)
                .hasMessage("n is above what fits");
    }
}
