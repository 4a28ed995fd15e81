package dev.holdfast.stream.fold;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/// Rows that outlive the driver: every store that is got from here shares them. `TopologyTestDriver` wipes its
/// state directory when it closes, so a restart needs rows of its own.
final class SurvivingStore implements KeyValueBytesStoreSupplier {
    private final NavigableMap<Bytes, byte[]> rows = new TreeMap<>();
    private final Mistake mistake;

    SurvivingStore(Mistake mistake) {
        this.mistake = mistake;
    }

    /// A copy of all rows: what was committed.
    NavigableMap<Bytes, byte[]> committed() {
        return new TreeMap<>(rows);
    }

    /// Puts all rows back: what was written since then was never committed.
    void rollBackTo(NavigableMap<Bytes, byte[]> committed) {
        rows.clear();
        rows.putAll(committed);
    }

    int size() {
        return rows.size();
    }

    @Override
    public String name() {
        return StatusTopology.STORE;
    }

    @Override
    public KeyValueStore<Bytes, byte[]> get() {
        return new Rows();
    }

    @Override
    public String metricsScope() {
        return "surviving";
    }

    private final class Rows implements KeyValueStore<Bytes, byte[]> {
        private boolean open;

        @Override
        public String name() {
            return StatusTopology.STORE;
        }

        @Override
        public void init(StateStoreContext context, StateStore root) {
            context.register(root, (key, value) -> put(Bytes.wrap(key), value));
            open = true;
        }

        @Override
        public void put(Bytes key, byte[] value) {
            byte[] kept = value == null ? null : mistake.row(key.get(), value);
            if (kept == null) {
                rows.remove(key);
            } else {
                rows.put(key, kept);
            }
        }

        @Override
        public byte[] putIfAbsent(Bytes key, byte[] value) {
            return rows.putIfAbsent(key, value);
        }

        @Override
        public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
            entries.forEach(entry -> put(entry.key, entry.value));
        }

        @Override
        public byte[] delete(Bytes key) {
            return rows.remove(key);
        }

        @Override
        public byte[] get(Bytes key) {
            return rows.get(key);
        }

        @Override
        public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
            return new Walk(rows.subMap(from, true, to, true));
        }

        @Override
        public KeyValueIterator<Bytes, byte[]> all() {
            return new Walk(rows);
        }

        @Override
        public long approximateNumEntries() {
            return rows.size();
        }

        @Override
        public boolean persistent() {
            return false;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public Position getPosition() {
            return Position.emptyPosition();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            open = false;
        }
    }

    private static final class Walk implements KeyValueIterator<Bytes, byte[]> {
        private final Iterator<Map.Entry<Bytes, byte[]>> entries;

        Walk(NavigableMap<Bytes, byte[]> rows) {
            this.entries = new ArrayList<>(rows.entrySet()).iterator();
        }

        @Override
        public boolean hasNext() {
            return entries.hasNext();
        }

        @Override
        public KeyValue<Bytes, byte[]> next() {
            Map.Entry<Bytes, byte[]> entry = entries.next();
            return KeyValue.pair(entry.getKey(), entry.getValue());
        }

        @Override
        public Bytes peekNextKey() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
