/// The stream that folds status events into lists and publishes what changed. [StreamMain] runs two things that
/// know each other only through the topic `drafts`: the fold, which holds no key, and the notary, which alone holds
/// the publisher's.
@NullMarked
package dev.holdfast.stream;

import org.jspecify.annotations.NullMarked;
