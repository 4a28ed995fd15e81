package dev.holdfast.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.layout.Malformed;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

class Base64UrlTest {
    @Property
    void what_is_written_is_read_back(@ForAll byte[] bytes) throws Malformed {
        assertThat(StrictJson.base64Url(StrictJson.base64Url(bytes), "x")).isEqualTo(bytes);
    }

    @Property(tries = 3000)
    void only_what_would_be_written_is_read(
            @ForAll
                    @CharRange(from = 'A', to = 'Z')
                    @CharRange(from = 'a', to = 'z')
                    @CharRange(from = '0', to = '9')
                    @Chars({'-', '_', '=', '+', '/', ' ', '\n', 'é'})
                    @StringLength(max = 12)
                    String text) {
        try {
            assertThat(StrictJson.base64Url(StrictJson.base64Url(text, "x"))).isEqualTo(text);
        } catch (Malformed expected) {
            assertThat(expected).hasMessageStartingWith("x is not");
        }
    }

    @Property(tries = 1)
    void bits_that_belong_to_no_byte_are_zero() throws Malformed {
        assertThat(StrictJson.base64Url("AA", "x")).hasSize(1);
        assertThat(StrictJson.base64Url("AAA", "x")).hasSize(2);
        for (String other : new String[] {"AB", "AI", "A_", "AAB", "AAC", "A", "AA==", "AAA="}) {
            assertThatThrownBy(() -> StrictJson.base64Url(other, "x")).isInstanceOf(Malformed.class);
        }
    }
}
