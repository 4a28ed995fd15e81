package dev.holdfast.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Conformance;
import dev.holdfast.bitstring.StatusPurpose;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.list.PackedStatuses;
import org.junit.jupiter.api.Test;

/// What the Bitstring Status List asks of whoever writes the statuses, as it shows in the bits.
class BitstringPolicyTest {
    private static final ListId LIST = new ListId("acme.policy");

    private final World world = new World();
    private final PartitionState state = world.partition(World.partitionOf(LIST));

    @Test
    @Conformance("BSL-5")
    void a_revocation_never_goes_back_and_a_suspension_may() {
        world.fold(state, world.open(LIST, 2, 100));
        world.fold(state, world.change(LIST, 3, Status.SUSPENDED));
        assertThat(bit(StatusPurpose.SUSPENSION, 3)).isOne();
        world.fold(state, world.change(LIST, 3, Status.VALID));
        assertThat(bit(StatusPurpose.SUSPENSION, 3)).isZero();
        world.fold(state, world.change(LIST, 3, Status.INVALID));
        for (Status status : new Status[] {Status.VALID, Status.SUSPENDED}) {
            world.fold(state, world.change(LIST, 3, status));
            assertThat(bit(StatusPurpose.REVOCATION, 3)).isOne();
        }
    }

    @Test
    @Conformance({"BSL-47", "BSL-48"})
    void handing_out_entries_changes_nothing_that_is_published() {
        world.fold(state, world.open(LIST, 2, 100));
        PackedStatuses before = statuses();
        world.fold(state, world.lease(LIST, 0, 60));
        assertThat(statuses()).isEqualTo(before);
        assertThat(StatusPurpose.REVOCATION.bits(statuses()).capacity()).isEqualTo(131_072);
    }

    private int bit(StatusPurpose purpose, int idx) {
        return purpose.bits(statuses()).code(idx);
    }

    private PackedStatuses statuses() {
        return state.lists().get(LIST).image().statuses();
    }
}
