package dev.holdfast.checkpoint;

import dev.holdfast.event.Deployment;
import dev.holdfast.event.Region;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.LayoutReader;
import dev.holdfast.layout.LayoutWriter;
import dev.holdfast.layout.Malformed;
import java.time.Instant;

/// The signed part of a checkpoint: which state a partition was in, after which events, and when.
///
/// @param region home region of the partition
/// @param epoch who may write, from 1 on; `n` and list versions compare only within one
/// @param n events folded: authentic and not repeated, accepted or refused
/// @param chain hash chain over exactly those events
/// @param homeOffset last raw record of `status-events` folded, inclusive; -1 for none. A statement about the home
///     log, not part of the state
/// @param trustVersion trust document that held at `n`
/// @param listCount leaves under the root
/// @param root tree hash over the lists in the order of their ids
/// @param issuedAt `iat`, whole milliseconds; rises strictly within a partition
/// @param body hash of the body that goes with this header
public record Header(
        Deployment deployment,
        Region region,
        int epoch,
        int partition,
        long n,
        Hash chain,
        long homeOffset,
        int trustVersion,
        int listCount,
        Hash root,
        Instant issuedAt,
        Hash body) {
    /// The longest header, in bytes.
    public static final int MAX_BYTES = 400;

    private static final String MAGIC = "HFc1";
    private static final int MAX_NAME = 32;

    /// @throws IllegalArgumentException for a number out of range
    public Header {
        if (epoch < 1 || partition < 0 || n < 0 || homeOffset < -1 || trustVersion < 0 || listCount < 0) {
            throw new IllegalArgumentException("a number of the header is out of range");
        }
        if (issuedAt.toEpochMilli() < 0 || !issuedAt.equals(Instant.ofEpochMilli(issuedAt.toEpochMilli()))) {
            throw new IllegalArgumentException("iat is not in whole milliseconds since 1970");
        }
    }

    /// The bytes that are signed.
    public byte[] toBytes() {
        return new LayoutWriter()
                .magic(MAGIC)
                .string(deployment.value())
                .string(region.value())
                .u32(epoch)
                .u32(partition)
                .u64(n)
                .hash(chain)
                .i64(homeOffset)
                .u32(trustVersion)
                .u32(listCount)
                .hash(root)
                .i64(issuedAt.toEpochMilli())
                .hash(body)
                .toArray();
    }

    public static Header parse(byte[] bytes) throws Malformed {
        if (bytes.length > MAX_BYTES) {
            throw new Malformed("a header has at most " + MAX_BYTES + " bytes");
        }
        LayoutReader in = new LayoutReader(bytes).magic(MAGIC);
        try {
            Header header = new Header(
                    new Deployment(in.string("deployment", MAX_NAME)),
                    new Region(in.string("region", MAX_NAME)),
                    in.u32("epoch", Integer.MAX_VALUE),
                    in.u32("partition", Integer.MAX_VALUE),
                    in.u64("n"),
                    in.hash("chain"),
                    in.i64("home offset"),
                    in.u32("trust version", Integer.MAX_VALUE),
                    in.u32("list count", Integer.MAX_VALUE),
                    in.hash("root"),
                    Instant.ofEpochMilli(in.u64("iat")),
                    in.hash("body"));
            in.end();
            return header;
        } catch (IllegalArgumentException e) {
            throw new Malformed("header: " + e.getMessage(), e);
        }
    }

    /// Whether both claim the same state: the same epoch, partition, n, chain and root. Two headers with the same
    /// (epoch, partition, n) that do not are proof of fraud.
    public boolean sameStateAs(Header other) {
        return epoch == other.epoch
                && partition == other.partition
                && n == other.n
                && chain.equals(other.chain)
                && root.equals(other.root);
    }
}
