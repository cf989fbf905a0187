/** The main job in one command: a file lives in remote memory while hosts die. */
@NullMarked
package io.farpage.server.demo;

import org.jspecify.annotations.NullMarked;
