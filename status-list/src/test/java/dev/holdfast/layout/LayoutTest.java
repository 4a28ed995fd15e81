package dev.holdfast.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutTest {
    @Property(edgeCases = EdgeCasesMode.NONE)
    void what_is_written_is_read_and_no_part_of_it_is_enough(
            @ForAll @IntRange(max = 255) int u8,
            @ForAll @IntRange(max = 65_535) int u16,
            @ForAll @LongRange(max = 0xffff_ffffL) long u32,
            @ForAll @LongRange(max = Long.MAX_VALUE) long u64,
            @ForAll long i64,
            @ForAll @StringLength(max = 40) @CharRange(from = 0, to = 0xd7ff) String string,
            @ForAll @Size(max = 50) byte[] bytes,
            @ForAll @IntRange int varint)
            throws Malformed {
        byte[] written = new LayoutWriter()
                .magic("HFx1")
                .u8(u8)
                .u16(u16)
                .u32(u32)
                .u64(u64)
                .i64(i64)
                .string(string)
                .bytes(bytes)
                .hash(Hash.of(bytes))
                .varint(varint)
                .toArray();
        LayoutReader in = new LayoutReader(written).magic("HFx1");
        assertThat(in.u8("a")).isEqualTo(u8);
        assertThat(in.u16("b")).isEqualTo(u16);
        assertThat(in.u32("c")).isEqualTo(u32);
        assertThat(in.u64("d")).isEqualTo(u64);
        assertThat(in.i64("e")).isEqualTo(i64);
        assertThat(in.string("f", 160)).isEqualTo(string);
        assertThat(in.bytes("g", 50)).isEqualTo(bytes);
        assertThat(in.hash("h")).isEqualTo(Hash.of(bytes));
        assertThat(in.varint("i", Integer.MAX_VALUE)).isEqualTo(varint);
        in.end();
        for (int length = 0; length < written.length; length++) {
            LayoutReader part = new LayoutReader(Arrays.copyOf(written, length));
            assertThatThrownBy(() -> {
                        part.magic("HFx1").u8("a");
                        part.u16("b");
                        part.u32("c");
                        part.u64("d");
                        part.i64("e");
                        part.string("f", 160);
                        part.bytes("g", 50);
                        part.hash("h");
                        part.varint("i", Integer.MAX_VALUE);
                    })
                    .isInstanceOf(Malformed.class)
                    .hasMessageStartingWith("truncated at ");
        }
    }

    @ParameterizedTest
    @CsvSource({"00,0", "7f,127", "8001,128", "ff7f,16383", "808001,16384", "ffffffff07,2147483647"})
    void a_varint_has_one_form(String hex, int value) throws Malformed {
        assertThat(reader(hex).varint("v", Integer.MAX_VALUE)).isEqualTo(value);
        assertThat(new LayoutWriter().varint(value).toArray())
                .isEqualTo(HexFormat.of().parseHex(hex));
    }

    @Test
    void a_varint_reaches_as_far_as_a_long() throws Malformed {
        byte[] most = new LayoutWriter().varint(Long.MAX_VALUE).toArray();
        assertThat(most).hasSize(9);
        assertThat(new LayoutReader(most).varint("v")).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({
        "8000,v is not in its shortest form",
        "ff00,v is not in its shortest form",
        "80808000,v is not in its shortest form",
        "ffffffff08,v 2415919103 is above 2147483647",
        "ffffffff7f,v 34359738367 is above 2147483647",
        "ffffffffff00,v is not in its shortest form",
        "8080808080,truncated at v",
        "ffffffffffffffff7f,v 9223372036854775807 is above 2147483647",
        "ffffffffffffffffff01,v is longer than nine bytes",
        "80,truncated at v",
    })
    void other_varints_are_refused(String hex, String message) {
        assertMalformed(() -> reader(hex).varint("v", Integer.MAX_VALUE), message);
    }

    @Test
    void limits_are_inclusive() throws Malformed {
        assertThat(reader("05").varint("v", 5)).isEqualTo(5);
        assertMalformed(() -> reader("06").varint("v", 5), "v 6 is above 5");
        assertThat(reader("00000005").u32("v", 5)).isEqualTo(5);
        assertMalformed(() -> reader("00000006").u32("v", 5), "v 6 is above 5");
        assertMalformed(() -> reader("ffffffff").u32("v", 5), "v 4294967295 is above 5");
        assertThat(reader("0002c3a4").string("v", 2)).isEqualTo("ä");
        assertMalformed(() -> reader("0002c3a4").string("v", 1), "v is longer than 1 bytes");
        assertThat(reader("00000001aa").bytes("v", 1)).hasSize(1);
        assertMalformed(() -> reader("00000002aabb").bytes("v", 1), "v 2 is above 1");
    }

    @Test
    void a_length_that_lies_allocates_nothing() {
        assertMalformed(() -> reader("7fffffffaa").bytes("v", Integer.MAX_VALUE), "truncated at v");
        assertMalformed(() -> reader("ffffaa").string("v", 65_535), "truncated at v");
    }

    @ParameterizedTest
    @CsvSource({"0001ff", "0002c080", "0003eda080", "0001c3"})
    void what_is_not_utf_8_is_refused(String hex) {
        assertMalformed(() -> reader(hex).string("v", 10), "v is not UTF-8");
    }

    @Test
    void the_frame_is_exact() {
        assertMalformed(() -> reader("48467832").magic("HFx1"), "not a HFx1 layout");
        assertMalformed(() -> reader("00").end(), "1 trailing bytes");
        assertMalformed(() -> reader("8000000000000000").u64("v"), "v is above 2^63-1");
    }

    @Test
    void a_writer_takes_no_number_that_does_not_fit() {
        LayoutWriter out = new LayoutWriter();
        assertThatIllegalArgumentException().isThrownBy(() -> out.u8(256));
        assertThatIllegalArgumentException().isThrownBy(() -> out.u8(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> out.u16(65_536));
        assertThatIllegalArgumentException().isThrownBy(() -> out.u32(1L << 32));
        assertThatIllegalArgumentException().isThrownBy(() -> out.u64(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> out.varint(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> out.magic("HF1"));
        assertThatIllegalArgumentException().isThrownBy(() -> out.string("x".repeat(65_536)));
        assertThat(out.size()).isZero();
    }

    @Test
    void bytes_are_copied_in_and_out() {
        byte[] mine = {1, 2, 3};
        Bytes bytes = Bytes.of(mine);
        mine[0] = 9;
        bytes.toArray()[1] = 9;
        assertThat(bytes).isEqualTo(Bytes.of(new byte[] {1, 2, 3})).hasSameHashCodeAs(Bytes.of(new byte[] {1, 2, 3}));
        assertThat(bytes).isNotEqualTo(Bytes.of(new byte[] {1, 2}));
        assertThat(bytes.toHex()).isEqualTo("010203");
        assertThat(Bytes.of(new byte[100])).hasToString("0000000000000000… (100 bytes)");
    }

    @Test
    void a_hash_is_sha_256_of_all_parts_and_cannot_be_changed() {
        Hash abc = Hash.of("a".getBytes(StandardCharsets.US_ASCII), new byte[] {'b', 'c'});
        assertThat(abc.toHex()).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        abc.toArray()[0] = 0;
        assertThat(abc).isEqualTo(Bytes.ofAscii("abc").sha256());
        assertThatIllegalArgumentException().isThrownBy(() -> Hash.wrap(new byte[31]));
    }

    private static LayoutReader reader(String hex) {
        return new LayoutReader(HexFormat.of().parseHex(hex));
    }

    private static void assertMalformed(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(Malformed.class).hasMessage(message);
    }
}
