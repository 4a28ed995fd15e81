package dev.holdfast.stream.health;

import dev.holdfast.stream.figures.PartitionStanding;
import dev.holdfast.stream.figures.Standing;
import dev.holdfast.stream.health.Program.Fold;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Judges whether the program can work, and whether it is behind. A broker that is away makes it fall behind and is no
/// reason to end it: it waits, and a new process would only have to read its rows again. Thread-safe.
public final class Health {
    /// Three heartbeats of an idle partition, of which one may be late.
    static final Duration MOST_SILENCE = Duration.ofSeconds(15);

    /// About a second of folding with signatures.
    static final long MOST_LAG = 10_000;

    private final Supplier<Program> program;
    private final Standing standing;

    /// @param program what it is at this moment
    public Health(Supplier<Program> program, Standing standing) {
        this.program = program;
        this.standing = standing;
    }

    /// What was found.
    ///
    /// @param works whether the program does its work, or will as soon as it can
    /// @param behind in what, and in which partitions; none named where it is no matter of partitions
    record Report(Program program, boolean works, Map<Behind, List<Integer>> behind) {
        boolean isCurrent() {
            return works && behind.isEmpty();
        }
    }

    Report report() {
        Program now = program.get();
        boolean works = !now.ended() && now.fold() != Fold.ENDED;
        return new Report(now, works, behind(now));
    }

    private Map<Behind, List<Integer>> behind(Program now) {
        Map<Behind, List<Integer>> found = new EnumMap<>(Behind.class);
        boolean joining = now.fold() == Fold.JOINING || (now.signs() && !standing.hasNotaryJoined());
        if (joining) {
            found.put(Behind.JOINING, List.of());
        }
        for (PartitionStanding partition : standing.all()) {
            for (Behind what : behind(partition)) {
                found.computeIfAbsent(what, _ -> new ArrayList<>()).add(partition.number());
            }
        }
        return found;
    }

    private List<Behind> behind(PartitionStanding partition) {
        List<Behind> found = new ArrayList<>();
        if (partition.restoring().isPresent()) {
            found.add(Behind.RESTORING);
        }
        if (partition.lag().orElse(0L) > MOST_LAG) {
            found.add(Behind.LAGGING);
        }
        if (partition.isHeldBack()) {
            found.add(Behind.HELD_BACK);
        }
        if (partition.isStopped()) {
            found.add(Behind.STOPPED);
        }
        boolean unpublished = partition.foldsSince().isPresent() && !partition.isPublishable();
        boolean silent = isSilent(partition.foldsSince(), partition.draftedAt())
                || isSilent(partition.signsSince(), partition.issuedAt());
        if (unpublished) {
            found.add(Behind.UNPUBLISHED);
        } else if (silent) {
            found.add(Behind.SILENT);
        }
        return found;
    }

    /// Whoever has just begun has some time for the first.
    private boolean isSilent(Optional<Instant> since, Optional<Instant> last) {
        Instant earliest = standing.now().minus(MOST_SILENCE);
        return since.isPresent()
                && since.get().isBefore(earliest)
                && last.orElse(Instant.MIN).isBefore(earliest);
    }
}
