/// What people do to a trust document between two versions, and how it is shown to them before they sign. Pure.
@NullMarked
package dev.holdfast.trust.edit;

import org.jspecify.annotations.NullMarked;
