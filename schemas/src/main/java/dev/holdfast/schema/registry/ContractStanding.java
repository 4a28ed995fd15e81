package dev.holdfast.schema.registry;

import dev.holdfast.schema.Compatibility;
import dev.holdfast.schema.Compatibility.Break;
import dev.holdfast.schema.Contracts;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/// How our contracts stand in a registry, and how they get there. Registering is a step that somebody takes, with
/// every release; no program of ours does it on its way.
///
/// @param registry is not closed here
public record ContractStanding(RegistryClient registry) {
    /// What keeps a contract readable for every release.
    public static final String LEVEL = "FULL_TRANSITIVE";

    /// How the contract of one topic stands.
    public sealed interface Standing {
        /// It is there.
        record Here(int id, int version) implements Standing {}

        /// It is not there, and nothing stands in its way.
        record Missing() implements Standing {}

        /// It is not there, and the registry's own rules would not take it.
        record NotTaken() implements Standing {}

        /// The newest version there and ours do not read each other, so somebody else writes there.
        ///
        /// @param version of theirs
        record Foreign(int version, List<Break> breaks) implements Standing {}
    }

    /// Asks; changes nothing.
    public Standing of(Contracts contracts) throws RegistryRefused, RegistryUnavailable, InterruptedException {
        Subject subject = Subject.ofValuesIn(contracts.topic());
        if (registry.versions(subject).isEmpty()) {
            return new Standing.Missing();
        }
        Registered latest = registry.latest(subject);
        List<Break> breaks = Compatibility.between(latest.schema(), contracts.current());
        if (!breaks.isEmpty()) {
            return new Standing.Foreign(latest.version(), breaks);
        }
        try {
            Registered here = registry.lookUp(subject, contracts.current());
            return new Standing.Here(here.id(), here.version());
        } catch (RegistryRefused e) {
            return switch (e.reason()) {
                case NO_SUBJECT, NO_VERSION, NO_SCHEMA ->
                    registry.wouldTake(subject, contracts.current()) ? new Standing.Missing() : new Standing.NotTaken();
                case INVALID_SCHEMA, INVALID_VERSION, INVALID_LEVEL, INCOMPATIBLE, NOT_ALLOWED, OTHER -> throw e;
            };
        }
    }

    /// Registers every released version of every contract, oldest first, under [#LEVEL]. May be repeated.
    ///
    /// @return what is written now, in the order of the contracts
    /// @throws RegistryRefused naming the subject; those before it are registered
    public List<Registered> register(List<Contracts> all)
            throws RegistryRefused, RegistryUnavailable, InterruptedException {
        List<Registered> registered = new ArrayList<>();
        for (Contracts contracts : all) {
            Subject subject = Subject.ofValuesIn(contracts.topic());
            try {
                registry.setLevel(subject, LEVEL);
                for (Schema schema : contracts.versions()) {
                    registry.register(subject, schema);
                }
                registered.add(registry.lookUp(subject, contracts.current()));
            } catch (RegistryRefused e) {
                throw new RegistryRefused(e.reason(), subject + ": " + e.getMessage());
            }
        }
        return List.copyOf(registered);
    }
}
