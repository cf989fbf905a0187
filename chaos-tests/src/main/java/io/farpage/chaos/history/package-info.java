/** What programs did to pages, kept in files that outlive them, and whether that is as promised. */
@NullMarked
package io.farpage.chaos.history;

import org.jspecify.annotations.NullMarked;
