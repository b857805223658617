//go:build unix

package fulltext

import (
	"io/fs"
	"os"
	"syscall"
)

// ours tells whether a file belongs to the user who runs the program.
func ours(info fs.FileInfo) bool { return owner(info) == os.Geteuid() }

// safe tells whether nobody but the user and the administrator can put something
// else in the place of a file in the folder.
func safe(folder fs.FileInfo) bool {
	return (ours(folder) || owner(folder) == 0) && (!othersWrite(folder) || folder.Mode()&fs.ModeSticky != 0)
}

func othersWrite(info fs.FileInfo) bool { return info.Mode().Perm()&0o022 != 0 }

func owner(info fs.FileInfo) int {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(stat.Uid)
	}
	return -1
}
