package dev.holdfast.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/// Whether programs of two releases read each other's records, both ways. With every release ever made it is what
/// registries call FULL_TRANSITIVE, and somewhat stricter: a type or a logical type never changes, not even where
/// Avro would promote it.
public final class Compatibility {
    private final Schema older;
    private final Schema newer;
    private final List<Break> breaks = new ArrayList<>();

    private Compatibility(Schema older, Schema newer) {
        this.older = older;
        this.newer = newer;
    }

    /// A place at which two releases do not understand each other.
    ///
    /// @param schema name of the contract
    /// @param field path to the field, records in unions by their name: `body.Command.keyId`; empty for the whole
    /// @param what what is wrong, and who cannot read whom
    public record Break(String schema, String field, String what) {
        @Override
        public String toString() {
            return schema + (field.isEmpty() ? "" : ": field " + field) + " " + what;
        }
    }

    /// What stands between two versions of a contract; empty if nothing does.
    public static List<Break> between(Schema older, Schema newer) {
        Compatibility comparison = new Compatibility(older, newer);
        comparison.compare(older, newer, "");
        if (comparison.breaks.isEmpty()) {
            comparison.askAvro(older, newer, "what is written now");
            comparison.askAvro(newer, older, "what was written before");
        }
        return List.copyOf(comparison.breaks);
    }

    /// What stands between a contract and its released versions, oldest first.
    public static List<Break> withReleased(Schema now) {
        return ReleasedSchemas.of(now.getFullName()).stream()
                .flatMap(released -> between(released, now).stream())
                .distinct()
                .toList();
    }

    private void compare(Schema before, Schema after, String path) {
        if (before.getType() != after.getType()) {
            broken(
                    path,
                    "changed its type from " + before.getType().getName() + " to "
                            + after.getType().getName());
            return;
        }
        String logical = String.valueOf(before.getProp("logicalType"));
        if (!Objects.equals(logical, String.valueOf(after.getProp("logicalType")))) {
            broken(path, "changed its logical type from " + logical + " to " + after.getProp("logicalType"));
        }
        switch (before.getType()) {
            case RECORD -> compareRecords(before, after, path);
            case ENUM -> compareEnums(before, after, path);
            case UNION -> compareUnions(before, after, path);
            case ARRAY -> compare(before.getElementType(), after.getElementType(), path);
            case MAP -> compare(before.getValueType(), after.getValueType(), path);
            case FIXED -> {
                if (before.getFixedSize() != after.getFixedSize()) {
                    broken(path, "changed its size from " + before.getFixedSize() + " to " + after.getFixedSize());
                }
            }
            case STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {}
        }
    }

    private void compareRecords(Schema before, Schema after, String path) {
        if (!sameName(before, after, path)) {
            return;
        }
        for (Schema.Field was : before.getFields()) {
            Schema.Field is = after.getField(was.name());
            if (is != null) {
                compare(was.schema(), is.schema(), join(path, was.name()));
                if (was.hasDefaultValue() && !is.hasDefaultValue()) {
                    broken(join(path, was.name()), "lost its default, which programs without the field rely on");
                }
            } else if (!was.hasDefaultValue()) {
                broken(
                        join(path, was.name()),
                        "is gone and had no default: released programs cannot read what is " + "written now; keep it");
            }
        }
        for (Schema.Field is : after.getFields()) {
            if (before.getField(is.name()) == null && !is.hasDefaultValue()) {
                broken(
                        join(path, is.name()),
                        "is new and has no default: what was written before cannot be read; " + "give it one");
            }
        }
    }

    private void compareEnums(Schema before, Schema after, String path) {
        if (!sameName(before, after, path)) {
            return;
        }
        for (String symbol : before.getEnumSymbols()) {
            if (!after.hasEnumSymbol(symbol)) {
                broken(path, "lost the symbol " + symbol + ", which older records hold");
            }
        }
        for (String symbol : after.getEnumSymbols()) {
            if (!before.hasEnumSymbol(symbol) && before.getEnumDefault() == null) {
                broken(path, "has the new symbol " + symbol + ", which released programs do not know");
            }
        }
    }

    private void compareUnions(Schema before, Schema after, String path) {
        Map<String, Schema> olds = branches(before);
        Map<String, Schema> news = branches(after);
        olds.forEach((name, branch) -> {
            Schema now = news.get(name);
            if (now == null) {
                broken(path, "can no longer be " + name + ", which older records hold");
            } else {
                boolean named = branch.getType() == Schema.Type.RECORD;
                compare(branch, now, named ? join(path, branch.getName()) : path);
            }
        });
        news.keySet().stream().filter(name -> !olds.containsKey(name)).forEach(name -> {
            broken(path, "can now be " + name + ", which released programs cannot read");
        });
    }

    private static Map<String, Schema> branches(Schema union) {
        Map<String, Schema> branches = new LinkedHashMap<>();
        union.getTypes().forEach(branch -> branches.put(branch.getFullName(), branch));
        return branches;
    }

    private boolean sameName(Schema before, Schema after, String path) {
        if (before.getFullName().equals(after.getFullName())) {
            return true;
        }
        broken(path, "changed its type's name from " + before.getFullName() + " to " + after.getFullName());
        return false;
    }

    /// Avro has the last word on what this class may not think of.
    private void askAvro(Schema reader, Schema writer, String what) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        if (result.getType() == SchemaCompatibilityType.COMPATIBLE) {
            return;
        }
        for (Incompatibility found : result.getResult().getIncompatibilities()) {
            broken(
                    found.getLocation(),
                    "does not let " + what + " be read: " + found.getType() + " " + found.getMessage());
        }
    }

    private void broken(String path, String what) {
        breaks.add(new Break(newer.getName().equals(older.getName()) ? newer.getName() : older.getName(), path, what));
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
