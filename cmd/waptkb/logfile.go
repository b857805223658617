package main

import (
	"os"
	"sync"
)

// maxLogFile is the size of a log at which a new one begins.
const maxLogFile = 10 << 20

// logFile is a log that does not grow for ever: when it is full it gets the name FILE.1, in
// the place of the one before, and a new one begins. It is safe for concurrent use.
type logFile struct {
	mu   sync.Mutex
	path string
	max  int64
	file *os.File
	size int64
}

func openLogFile(path string, max int64) (*logFile, error) {
	l := &logFile{path: path, max: max}
	return l, l.open()
}

func (l *logFile) open() error {
	f, err := os.OpenFile(l.path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return err
	}
	l.file, l.size = f, info.Size()
	return nil
}

// Write goes on in the full file where no new one can begin, so that nothing is lost.
func (l *logFile) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.size > 0 && l.size+int64(len(p)) > l.max {
		if err := l.turn(); err != nil {
			return 0, err
		}
	}
	n, err := l.file.Write(p)
	l.size += int64(n)
	return n, err
}

// turn begins a new file. Windows renames no file that is open.
func (l *logFile) turn() error {
	if err := l.file.Close(); err != nil {
		return err
	}
	_ = os.Rename(l.path, l.path+".1") // where that fails, the old one goes on
	return l.open()
}

func (l *logFile) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.file.Close()
}
