package dev.holdfast.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.event.Region;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.Statement.Compromise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// F28 over random chains: honest steps, single faults, replays, forks, random sets of signers. The chain rules
/// and the naive ones say the same of each, and what is held only ever grows by one.
class TrustChainPropertyTest {
    /// Beside the first one. They come and go.
    private static final int REGIONS = 6;

    @Property(tries = 12)
    void the_chain_agrees_with_the_naive_one(@ForAll Random random) throws Exception {
        List<Signer> signers =
                IntStream.range(0, 8).mapToObj(i -> Deed.signer(1000 + i)).toList();
        Set<String> seen = new TreeSet<>();
        Root pinned = Root.of(Deed.DEMO, 2, Deed.keys(signers.get(0), signers.get(1), signers.get(2)));
        Deed genesis = Deed.first();
        genesis.root = pinned;
        for (int region = 0; region < REGIONS; region++) {
            genesis.publishers.add(publisher(region, 1, 9000 + 2 * region));
        }
        SignedTrustDocument held =
                SignedTrustDocument.openFirst(genesis.signed(signers.get(0), signers.get(1)), pinned);
        NaiveTrust naive = new NaiveTrust(pinned);
        naive.begin(held.bytes());
        List<Bytes> history = new ArrayList<>(List.of(held.bytes()));
        List<SignedTrustDocument> chain = new ArrayList<>(List.of(held));
        int fresh = 2000;
        for (int i = 0; i < 60; i++) {
            Bytes offer = random.nextInt(8) == 0
                    ? history.get(random.nextInt(history.size()))
                    : step(random, chain, signers, fresh += 20);
            history.add(offer);
            String expected = naive.offer(offer);
            String said;
            try {
                SignedTrustDocument next = held.openNext(offer);
                assertThat(next.document().version()).isEqualTo(held.document().version() + 1);
                held = next;
                chain.add(next);
                said = "taken";
            } catch (Untrusted e) {
                said = e.reason().wireName();
            }
            assertThat(said).isEqualTo(expected);
            seen.add(said);
            assertThat(held.document().version()).isEqualTo(naive.held.size());
        }
        assertThat(seen).contains("taken").hasSizeGreaterThan(2);
    }

    private static Bytes step(Random random, List<SignedTrustDocument> chain, List<Signer> signers, int fresh) {
        SignedTrustDocument before = random.nextInt(6) == 0 ? chain.get(random.nextInt(chain.size())) : chain.getLast();
        Deed deed = Deed.after(before);
        switch (random.nextInt(14)) {
            case 0 -> deed.previous = Optional.of(Hash.of(new byte[] {(byte) fresh}));
            case 1 -> deed.version += 1 + random.nextInt(3);
            case 2 -> deed.partitions = 32;
            case 3 ->
                deed.publishers.replaceAll(publisher -> new Publisher(
                        publisher.region(),
                        Math.max(1, publisher.epoch() + random.nextInt(4) - 1),
                        publisher.checkpointKeys(),
                        publisher.tokenKeys()));
            case 4 -> {
                if (!deed.statements.isEmpty()) {
                    deed.statements.remove(random.nextInt(deed.statements.size()));
                }
            }
            case 5, 6 -> {
                Collections.shuffle(deed.issuers, random);
                deed.issuers = new ArrayList<>(deed.issuers.subList(0, random.nextInt(deed.issuers.size() + 1)));
            }
            case 7 -> deed.issuers.add(Deed.issuer("issuer-" + fresh, fresh));
            case 8 -> compromise(deed, fresh);
            case 11, 12 -> comeOrGo(deed, random.nextInt(REGIONS), 1 + random.nextInt(3), fresh + 14);
            case 9, 10 -> deed.root = root(random, signers);
            default -> {}
        }
        List<Signer> by = new ArrayList<>(signers);
        Collections.shuffle(by, random);
        int count = random.nextInt(3) == 0 ? random.nextInt(4) : by.size();
        return deed.signed(by.subList(0, count).toArray(Signer[]::new));
    }

    private static void compromise(Deed deed, int fresh) {
        Publisher held = deed.publishers.getFirst();
        deed.statements.add(new Compromise(held.checkpointKeys().getFirst().keyId(), Deed.ISSUED, deed.version));
        deed.publishers.set(
                0, new Publisher(held.region(), held.epoch(), Deed.keys(Deed.signer(fresh + 10)), held.tokenKeys()));
    }

    private static void comeOrGo(Deed deed, int region, int epoch, int fresh) {
        Publisher coming = publisher(region, epoch, fresh);
        if (!deed.publishers.removeIf(publisher -> publisher.region().equals(coming.region()))) {
            deed.publishers.add(coming);
        }
    }

    private static Publisher publisher(int region, int epoch, int seed) {
        return new Publisher(
                new Region("region-" + region), epoch, Deed.keys(Deed.signer(seed)), Deed.keys(Deed.signer(seed + 1)));
    }

    private static Root root(Random random, List<Signer> signers) {
        List<Signer> keys = new ArrayList<>(signers);
        Collections.shuffle(keys, random);
        int size = 1 + random.nextInt(5);
        return Root.of(
                Deed.DEMO,
                1 + random.nextInt(size),
                Deed.keys(keys.subList(0, size).toArray(Signer[]::new)));
    }
}
