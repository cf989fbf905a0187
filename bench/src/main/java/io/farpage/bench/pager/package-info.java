/** What access to a region costs, beside plain memory and the kernel's swap. */
@NullMarked
package io.farpage.bench.pager;

import org.jspecify.annotations.NullMarked;
