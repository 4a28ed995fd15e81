package dev.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Conformance;
import dev.holdfast.event.Purpose;
import dev.holdfast.event.Status;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.BitOrder;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.Curve;
import dev.holdfast.sign.EcdsaSigner;
import dev.holdfast.sign.Signer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// What is published of one list says the same about every entry, whatever the format.
@Conformance({"TSL-2", "TSL-18", "TSL-19"})
class FormatsAgreeTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final List<Signer> SIGNERS = List.of(Forge.SIGNER, EcdsaSigner.ofScalar(Curve.P256, Forge.scalar()));

    /// One published form of a list and what was read out of it.
    private record Said(ListFormat format, Purpose purpose, PackedStatuses statuses) {
        boolean agreesWith(Said other, int idx) {
            return purpose == other.purpose
                    ? statuses.code(idx) == other.statuses.code(idx)
                    : bit(Purpose.REVOCATION, idx).equals(other.bit(Purpose.REVOCATION, idx))
                            && bit(Purpose.SUSPENSION, idx).equals(other.bit(Purpose.SUSPENSION, idx));
        }

        /// What this form lets a reader know; what it does not show agrees with anything.
        private Knowledge bit(Purpose asked, int idx) {
            Status wanted = asked == Purpose.REVOCATION ? Status.INVALID : Status.SUSPENDED;
            if (purpose == Purpose.STATUS) {
                return new Knowledge(Optional.of(statuses.code(idx) == wanted.code()));
            }
            return new Knowledge(purpose == asked ? Optional.of(statuses.code(idx) == 1) : Optional.empty());
        }
    }

    private record Knowledge(Optional<Boolean> bit) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Knowledge that && (bit.isEmpty() || that.bit.isEmpty() || bit.equals(that.bit));
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }

    @Property(tries = 300)
    void every_pair_of_formats_agrees_at_every_index(
            @ForAll @IntRange(max = 3) int width, @ForAll @IntRange(min = 1, max = 400) int bytes, @ForAll long seed)
            throws Malformed, BadSignature {
        PackedStatuses list = random(1 << width, bytes * 8 / (1 << width), seed);
        assertThat(disagreement(published(list, seed), list.capacity())).isEmpty();
    }

    @Example
    void large_lists_agree_in_every_format_that_takes_them() throws Malformed, BadSignature {
        for (int bits : new int[] {1, 2, 4, 8}) {
            PackedStatuses list = random(bits, 131_072, bits);
            List<Said> said = published(list, bits);
            assertThat(said.stream().map(Said::format).distinct()).containsExactlyElementsOf(ListFormat.all());
            assertThat(disagreement(said, list.capacity())).isEmpty();
        }
    }

    /// The mistake that the property is there to find: the bits of a byte read from the other end.
    @Test
    void a_decoder_that_swaps_the_bit_order_is_found_out() throws Malformed, BadSignature {
        PackedStatuses list = random(2, 131_072, 7);
        for (ListFormat format : ListFormat.all()) {
            List<Said> said = new ArrayList<>();
            for (Said form : published(list, 7)) {
                said.add(form.format().equals(format) ? swapped(form) : form);
            }
            assertThat(disagreement(said, list.capacity()))
                    .as(format.wireName())
                    .isPresent();
        }
    }

    private static Said swapped(Said form) {
        PackedStatuses right = form.statuses();
        return new Said(
                form.format(),
                form.purpose(),
                PackedStatuses.ofBytes(right.bits(), right.capacity(), right.toBytes(BitOrder.MOST_SIGNIFICANT_FIRST)));
    }

    private static Optional<String> disagreement(List<Said> said, int capacity) {
        for (Said one : said) {
            for (Said other : said.subList(said.indexOf(one) + 1, said.size())) {
                for (int idx = 0; idx < capacity; idx++) {
                    if (!one.agreesWith(other, idx)) {
                        return Optional.of(one.format().wireName() + " and "
                                + other.format().wireName() + " at " + idx);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /// Writes, signs, verifies and reads a list in every format and purpose that takes its shape.
    private static List<Said> published(PackedStatuses list, long n) throws Malformed, BadSignature {
        List<Said> said = new ArrayList<>();
        for (ListFormat format : ListFormat.all()) {
            for (Purpose purpose : format.purposes()) {
                if (format.misfit(purpose, list.bits(), list.capacity()).isPresent()) {
                    continue;
                }
                Signer signer = SIGNERS.stream()
                        .filter(held -> format.takes(held.algorithm()))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no test key for " + format.wireName()));
                Statement statement = new Statement(purpose, claims(purpose.of(list), Math.abs(n % 1000) + 1));
                Bytes token = format.secure(format.draft(statement, 6), signer);
                VerifiedToken read = format.verify(token, signer.publicKey());
                assertThat(read.statement().purpose()).isEqualTo(purpose);
                said.add(new Said(format, purpose, read.token().statuses()));
            }
        }
        return said;
    }

    private static StatusListToken claims(PackedStatuses statuses, long n) {
        return new StatusListToken(
                "https://status.example/lists/acme.pid",
                NOON,
                Optional.of(NOON.plus(Duration.ofHours(24))),
                Optional.of(Duration.ofSeconds(60)),
                statuses,
                Optional.empty(),
                Optional.of(new Provenance(1, 3, n, n)));
    }

    private static PackedStatuses random(int bits, int capacity, long seed) {
        Random random = new Random(seed);
        SortedMap<Integer, Integer> codes = new TreeMap<>();
        for (int i = 0; i < capacity / 4; i++) {
            codes.put(random.nextInt(capacity), random.nextInt(1 << bits));
        }
        codes.put(0, 1);
        return PackedStatuses.allValid(bits, capacity).with(codes);
    }
}
