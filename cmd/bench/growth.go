package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"syscall"
	"time"
	"unsafe"

	"waptkb/content"
	"waptkb/content/synthetic"
	"waptkb/index"
)

// growthLimits are those of up to so many own articles.
type growthLimits struct {
	articles    int
	build       float64 // seconds
	query       float64 // milliseconds that 95 of 100 queries take at most
	memory      float64 // of the server, in MB
	openingSlow float64 // milliseconds
}

var limitsOfGrowth = []growthLimits{{10_000, 20, 10, 500, 100}, {100_000, 300, 60, 4000, 100}}

// growthQueries is how many queries are asked.
const growthQueries = 2000

// ownArticles measures an index of many articles: how long it takes to build and to open,
// how long queries take, and how much memory a server needs that has answered them.
func (b *bench) ownArticles() error {
	at := slices.IndexFunc(limitsOfGrowth, func(l growthLimits) bool { return b.growth <= l.articles })
	if at < 0 {
		return fmt.Errorf("%d articles are more than there are limits for", b.growth)
	}
	limits, made := limitsOfGrowth[at], synthetic.FS{N: b.growth, Seed: 1}
	work := func(what string) string { return fmt.Sprintf("%d own articles: %s", b.growth, what) }

	folder, file := filepath.Join(b.dir, "content"), filepath.Join(b.dir, "index.bin")
	if err := made.Write(folder); err != nil {
		return err
	}
	begin, cpu := time.Now(), ownCPU()
	if err := compile(folder, file); err != nil {
		return err
	}
	b.report(row{work: work("build"), value: time.Since(begin).Seconds(), unit: "s", limit: limits.build, detail: fmt.Sprintf("%.1f s of processors", (ownCPU() - cpu).Seconds())})

	x, opened, size, err := open(file)
	if err != nil {
		return err
	}
	b.report(row{work: work("open the compiled file"), value: milliseconds(opened), unit: "ms", limit: limits.openingSlow, detail: fmt.Sprintf("%.0f MB, mapped", float64(size)/1e6)})

	slow, found, err := ask(x, made, b.runs(growthQueries))
	if err != nil {
		return err
	}
	b.report(row{work: work("query, 95 of 100"), value: milliseconds(slow), unit: "ms", limit: limits.query, detail: fmt.Sprintf("%.1f %% find their article first", 100*found)})

	memory, most, err := b.serverMemory(folder, made)
	if err != nil {
		return err
	}
	b.report(row{work: work("memory of the server"), value: memory / 1e6, unit: "MB", limit: limits.memory, detail: fmt.Sprintf("%.0f MB at most, while it was built", most/1e6)})
	return nil
}

// compile writes the index of a folder of articles into a file.
func compile(folder, file string) error {
	lib, err := content.Load(os.DirFS(folder))
	if err != nil {
		return err
	}
	data, err := index.Compile(lib)
	if err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o600)
}

// open opens a compiled file that is mapped into memory, until the program ends.
func open(file string) (x *index.Index, took time.Duration, size int, err error) {
	begin := time.Now()
	f, err := os.Open(file)
	if err != nil {
		return nil, 0, 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, 0, 0, err
	}
	size = int(info.Size())
	data, err := syscall.Mmap(int(f.Fd()), 0, size, syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return nil, 0, 0, err
	}
	x, err = index.Read(unsafe.String(unsafe.SliceData(data), size))
	return x, time.Since(begin), size, err
}

// ask asks n queries, and gives the time that 95 of 100 take at most and the share of
// those that find their article first.
func ask(x *index.Index, made synthetic.FS, n int) (slow time.Duration, found float64, err error) {
	times := make([]time.Duration, n)
	for i := range times {
		text, id := made.Query(i)
		begin := time.Now()
		r, err := x.Search(context.Background(), index.Query{Text: text})
		if err != nil {
			return 0, 0, err
		}
		times[i] = time.Since(begin)
		if len(r.Results) > 0 && r.Results[0].Article.ID == id {
			found++
		}
	}
	slices.Sort(times)
	return times[n*95/100], found / float64(n), nil
}

// serverMemory gives the memory of a server that reads the articles from a folder and has
// answered all queries, and the most that it ever took, in bytes.
func (b *bench) serverMemory(folder string, made synthetic.FS) (now, most float64, err error) {
	s, err := serve(b.waptkb("serve", "--addr", "127.0.0.1:0", "--content", folder))
	if err != nil {
		return 0, 0, err
	}
	defer s.stop()
	n := 0
	if err := s.ask(func() string {
		if n++; n > b.runs(growthQueries) {
			return ""
		}
		text, _ := made.Query(n - 1)
		return "/api/v1/search?q=" + url.QueryEscape(text)
	}); err != nil {
		return 0, 0, err
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.Process.Pid))
	if err != nil {
		return 0, 0, err
	}
	if now, err = memory(status, "VmRSS"); err != nil {
		return 0, 0, err
	}
	most, err = memory(status, "VmHWM")
	return now, most, err
}

// memory reads a figure of a process's status, in bytes.
func memory(status []byte, name string) (float64, error) {
	found := regexp.MustCompile(name + `:\s+(\d+) kB`).FindSubmatch(status)
	if found == nil {
		return 0, fmt.Errorf("no %s in %s", name, status)
	}
	kib, err := strconv.ParseFloat(string(found[1]), 64)
	return kib * 1024, err
}

// ownCPU gives the user and system time of this process.
func ownCPU() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // fails for wrong arguments only
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func milliseconds(d time.Duration) float64 { return float64(d) / 1e6 }
