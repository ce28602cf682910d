# One of many programs that write and read the same files at once, in the directory it is started in, until there is a
# file FINISH outside. Each file tells by itself whether it is whole.
#
#   load.pl FINISH replace FILE NUMBER   replaces FILE by new versions, each whole in a temporary file at first
#   load.pl FINISH rewrite FILE NUMBER   writes new versions over the old one, of the same length, in one call
#   load.pl FINISH append FILE NUMBER    appends lines, each in one call, and begins anew when FILE has become long
#   load.pl FINISH read NUMBER           reads all files that there are, again and again
#
# Says "on" whenever it has written or read so many times, and "done" at the end. Dies of anything that is not as it has
# to be.
use strict;
use warnings;
no warnings 'io';    # what cannot be closed after the server has ended
use Digest::MD5 'md5_hex';
use Fcntl;

my ($finish, $role, @rest) = @ARGV;
my $number = $rest[-1];
my $count = 0;
srand $number;
$| = 1;

# a version: who wrote it, which of his it is, a digest of the rest, and the rest
sub version {
    my ($who, $which, $length) = @_;
    my $rest = chr(97 + $which % 26) x $length;
    return join ' ', $who, $which, md5_hex("$who $which $rest"), $rest;
}

sub check_version {
    my ($file, $text) = @_;
    my ($who, $which, $digest, $rest) = split / /, $text, 4;
    defined $rest && $digest eq md5_hex("$who $which $rest")
        or die "$file is torn: " . length($text) . ' bytes, ' . substr($text, 0, 60);
    return ($who, $which);
}

sub did { print "on\n" if ++$count % 20 == 0 }

sub put {
    my ($path, $flags, $text) = @_;
    sysopen my $file, $path, O_WRONLY | $flags or die "$path cannot be opened: $!";
    my $written = syswrite($file, $text) // die "$path cannot be written: $!";
    $written == length $text or die "$path took $written of " . length($text) . ' bytes';
    close $file or die "$path cannot be closed: $!";
}

sub get {
    my ($path) = @_;
    sysopen my $file, $path, O_RDONLY or die "$path cannot be opened: $!";
    defined(sysread $file, my $text, 1 << 20) or die "$path cannot be read: $!";
    close $file or die "$path cannot be closed: $!";
    return $text;
}

sub put_anew {
    my ($path, $text) = @_;
    put("$path.tmp.$$", O_CREAT | O_EXCL, $text);
    rename "$path.tmp.$$", $path or die "$path cannot be replaced: $!";
}

sub replace {
    my ($path) = @_;
    until (-e $finish) {
        put_anew($path, version($number, $count, int rand 60_000));
        did();
    }
}

sub rewrite {
    my ($path) = @_;
    # all are as long, since this number has as many digits in all of them
    my $text = sub { version($number, 1_000_000_000 + $count, 20_000 * $number) };
    put_anew($path, $text->());
    until (-e $finish) {
        put($path, 0, $text->());
        did();
    }
}

sub append {
    my ($path) = @_;
    until (-e $finish) {
        put($path, O_CREAT | O_APPEND, version($number, $count, int rand 2_000) . "\n");
        did();
        truncate($path, 0) || die "$path cannot be truncated: $!" if -s $path > 300_000;
    }
}

# versions of replaced and rewritten files go up for each who writes them
my %seen;

sub check {
    my ($path) = @_;
    my $text = get($path);
    if ($path =~ /^lines/) {
        my %last;
        for my $line (split /(?<=\n)/, $text) {
            $line =~ s/\n$// or die "$path ends within a line: $line";
            my ($who, $which) = check_version($path, $line);
            !defined $last{$who} || $which > $last{$who} or die "$path has $which of $who behind $last{$who}";
            $last{$who} = $which;
        }
        return;
    }
    my ($who, $which) = check_version($path, $text);
    my $last = $seen{"$path of $who"} // -1;
    $which >= $last or die "$path has $which of $who after $last";
    $seen{"$path of $who"} = $which;
}

sub look {
    until (-e $finish) {
        opendir my $directory, '.' or die "the directory cannot be opened: $!";
        my @names = readdir $directory;
        my @hidden = grep { /^\.fuse_hidden/ } @names;
        die "there is @hidden" if @hidden;
        for my $path (grep { !/^\.|\.tmp\./ } @names) {
            check($path);
            did();
        }
    }
}

if ($role eq 'read') { look() } else { no strict 'refs'; $role->($rest[0]) }
print "done\n";
