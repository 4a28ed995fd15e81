package dev.holdfast.replica;

import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.event.Command;
import dev.holdfast.fold.Draft;
import dev.holdfast.fold.Outcome;
import dev.holdfast.fold.PartitionState;
import dev.holdfast.fold.Pending;
import dev.holdfast.fold.World;
import dev.holdfast.layout.Bytes;
import dev.holdfast.sign.Signer;
import java.time.Instant;
import java.util.function.UnaryOperator;

/// A publisher in miniature: folds, drafts and signs one partition.
public final class Publishing {
    private final World world;
    private final Pending pending;
    private PartitionState state;
    private Instant now = World.EPOCH;

    public Publishing(World world, int partition) {
        this.world = world;
        this.state = world.partition(partition);
        this.pending = Pending.since(0);
    }

    public PartitionState state() {
        return state;
    }

    public Outcome fold(Command command) {
        Outcome outcome = world.fold(state, command);
        pending.note(state, outcome);
        return outcome;
    }

    /// Restarts the fold from its rows; what is pending has to follow from them.
    public void restart() {
        state = world.restarted(state);
    }

    public Pending pending() {
        return pending;
    }

    /// Signs everything since the last checkpoint.
    public Checkpoint checkpoint() {
        return checkpoint(pending.cut(state), world.checkpointKey, UnaryOperator.identity());
    }

    public Checkpoint heartbeat() {
        return checkpoint(Delta.heartbeat(state.n()), world.checkpointKey, UnaryOperator.identity());
    }

    /// Signs a body under a header that was tampered with before it was signed.
    public Checkpoint checkpoint(Delta delta, Signer signer, UnaryOperator<Header> tampering) {
        now = now.plusMillis(100);
        Draft draft = Draft.of(state, delta, World.REGION, now);
        Header header = tampering.apply(draft.header());
        return new Checkpoint(SignedHeader.sign(header.toBytes(), signer), draft.body());
    }

    public Snapshot snapshot() {
        return new Snapshot(heartbeat().signed(), state.images());
    }

    public static Checkpoint withBody(Checkpoint checkpoint, byte[] body) {
        return new Checkpoint(checkpoint.signed(), Bytes.of(body));
    }
}
