/** What a service tells systemd of itself, if that has started it (sd_notify(3)). */
package dev.pmxcfs.ipc.systemd;
