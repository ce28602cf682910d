# Does what lines of its input ask for, in the directory it is started in, and answers each with a line once the last
# system call of it is answered: "ok", or the error's name.
#
#   replace PATH TEXT    writes a temporary file and renames it, as PVE::Tools::file_set_contents does
#   rewrite PATH TEXT    truncates and writes in one call
#   pieces PATH TEXT     truncates and writes 512 bytes in each call
#   append PATH TEXT     writes behind the end and syncs; the file stays open until the next time
#   remove PATH
#   read PATH            answers "= TEXT", or "absent"
#   list                 answers the names
use strict;
use warnings;
no warnings 'io';    # what cannot be closed after the server was killed
use Errno;
use Fcntl;
use IO::Handle;

$| = 1;
my %open;
END { close $_ for values %open }

sub failed { my ($name) = grep { $!{$_} } keys %!; print $name // "errno " . ($! + 0), "\n"; return 0 }

sub put {
    my ($path, $flags, $text, $piece) = @_;
    sysopen(my $file, $path, O_WRONLY | O_CREAT | $flags, 0644) or return failed();
    for (my $at = 0; $at < length $text; ) {
        my $written = syswrite($file, $text, $piece, $at) // return failed();
        $at += $written;
    }
    close($file) or return failed();
    return 1;
}

sub append {
    my ($path, $text) = @_;
    delete $open{$path};
    sysopen(my $file, $path, O_WRONLY | O_CREAT | O_APPEND, 0644) or return failed();
    $open{$path} = $file;
    my $written = syswrite($file, $text) // return failed();
    $written == length $text or die "a short write";
    $file->sync or return failed();
    return 1;
}

while (<STDIN>) {
    chomp;
    my ($step, $path, $text) = split / /, $_, 3;
    my $done = 0;
    if ($step eq 'replace') {
        $done = put("$path.tmp.$$", O_EXCL, $text, length $text) && (rename("$path.tmp.$$", $path) || failed());
    } elsif ($step eq 'rewrite') {
        $done = put($path, O_TRUNC, $text, length $text);
    } elsif ($step eq 'pieces') {
        $done = put($path, O_TRUNC, $text, 512);
    } elsif ($step eq 'append') {
        $done = append($path, $text);
    } elsif ($step eq 'remove') {
        $done = unlink($path) || failed();
    } elsif ($step eq 'read') {
        if (open my $file, '<', $path) {
            local $/;
            print "= ", <$file> // '', "\n";
        } else {
            print $!{ENOENT} ? "absent\n" : "cannot be read: $!\n";
        }
    } elsif ($step eq 'list') {
        opendir(my $directory, '.') or die $!;
        print join(' ', sort grep { !/^\.\.?$/ } readdir $directory), "\n";
    } else {
        die "no such step: $step";
    }
    print "ok\n" if $done;
}
