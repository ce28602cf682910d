/** Text that is shown to people though it may hold what strangers have named. */
package dev.pmxcfs.ipc.text;
