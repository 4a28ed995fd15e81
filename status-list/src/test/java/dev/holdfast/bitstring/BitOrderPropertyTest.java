package dev.holdfast.bitstring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Conformance;
import dev.holdfast.format.BoundedGunzip;
import dev.holdfast.format.StatusListToken;
import dev.holdfast.format.TokenStatusListJwt;
import dev.holdfast.issuer.IssuerKeys;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.vc.SecuredVc;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The two standards count their bits from opposite ends: a mix-up revokes neighbours.
class BitOrderPropertyTest {
    /// Against the definition, and not against our own reader: bit i of a list is bit 7 - i mod 8 of byte i / 8.
    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    @Label("F31 entry zero is the left-most bit")
    @Conformance({"BSL-23", "BSL-28"})
    void entry_zero_is_the_left_most_bit(@ForAll long seed) throws Malformed {
        PackedStatuses statuses = statuses(new Random(seed));
        for (StatusPurpose purpose : StatusPurpose.values()) {
            String encoded = EncodedList.encode(purpose.bits(statuses), 1);
            byte[] bytes = BoundedGunzip.inflate(StrictJson.base64Url(encoded.substring(1), "the list"), 1 << 20);
            BitSet set = new BitSet();
            for (int i = 0; i < 8 * bytes.length; i++) {
                set.set(i, (bytes[i / 8] >> (7 - i % 8) & 1) == 1);
            }
            BitSet expected = new BitSet();
            for (int i = 0; i < statuses.capacity(); i++) {
                expected.set(i, statuses.status(i).equals(purpose.status()));
            }
            assertThat(set).isEqualTo(expected);
        }
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    @Label("F31 all publications of a list agree at every index")
    @Conformance({"BSL-23", "BSL-30"})
    void all_publications_of_a_list_agree_at_every_index(@ForAll long seed) throws Malformed, StatusListError {
        PackedStatuses statuses = statuses(new Random(seed));
        PackedStatuses token = TokenStatusListJwt.parsePayload(TokenStatusListJwt.payload(
                        new StatusListToken(
                                Lists.URL,
                                Lists.NOON,
                                Optional.empty(),
                                Optional.empty(),
                                statuses,
                                Optional.empty(),
                                Optional.empty()),
                        1))
                .statuses();
        for (StatusPurpose purpose : StatusPurpose.values()) {
            BitstringCredential list = new BitstringCredential(
                    Lists.URL,
                    Lists.ISSUER,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(purpose.wireName()),
                    purpose.bits(statuses),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
            String json = new String(BitstringJson.write(list, 1), java.nio.charset.StandardCharsets.UTF_8);
            for (SecuredVc form : List.of(SecuredVc.JWT, SecuredVc.DATA_INTEGRITY)) {
                byte[] served = form == SecuredVc.JWT ? Lists.jwt(json) : Lists.proven(json);
                VerifiedBitstring verified =
                        VerifiedBitstring.verify(served, form, Lists.SUITES, IssuerKeys.dids(), Lists.NOON);
                for (int i = 0; i < statuses.capacity(); i++) {
                    boolean set = verified.status(Lists.entry(purpose.wireName(), i), Lists.NOON)
                                    .status()
                            == 1;
                    assertThat(set).isEqualTo(token.status(i).equals(purpose.status()));
                }
            }
        }
    }

    /// The control: were the bits read from the wrong end, the vectors and the properties above would say so.
    @Test
    @DisplayName("F31 a decoder for the other standard reads other entries")
    @Conformance("BSL-23")
    void a_decoder_for_the_other_standard_reads_other_entries() throws Malformed {
        String encoded = EncodedList.encode(StatusPurpose.REVOCATION.bits(Lists.statuses()), 6);
        byte[] bytes = BoundedGunzip.inflate(StrictJson.base64Url(encoded.substring(1), "the list"), 1 << 20);
        PackedStatuses swapped = PackedStatuses.ofBytes(1, 131_072, bytes);
        assertThat(swapped.code(0)).isZero();
        assertThat(swapped.code(7)).isOne();
        assertThat(EncodedList.decode(encoded).code(0)).isOne();
        assertThat(Arrays.equals(bytes, swapped.toBytes(dev.holdfast.list.BitOrder.MOST_SIGNIFICANT_FIRST)))
                .isFalse();
    }

    private static PackedStatuses statuses(Random random) {
        int bits = 1 << random.nextInt(4);
        int capacity = 1 + random.nextInt(3_000);
        SortedMap<Integer, Integer> codes = new TreeMap<>();
        int changed = random.nextInt(capacity);
        for (int i = 0; i < changed; i++) {
            codes.put(random.nextInt(capacity), random.nextInt(1 << Math.min(bits, 2)));
        }
        return PackedStatuses.allValid(bits, capacity).with(codes);
    }
}
