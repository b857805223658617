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

	"github.com/blevesearch/mmap-go"

	"waptkb/content/flat"
	"waptkb/content/synthetic"
	"waptkb/index"
)

// growthLimits are those of up to so many own articles.
type growthLimits struct {
	articles int
	build    float64 // seconds
	query    float64 // milliseconds that 95 of 100 queries take at most
	memory   float64 // of the server, in MB
	open     float64 // milliseconds
}

var limitsOfGrowth = []growthLimits{{10_000, 20, 10, 500, 100}, {100_000, 300, 60, 4000, 100}}

// growthQueries is how many queries are asked.
const growthQueries = 2000

// ownArticles measures an index of many articles: how long it takes to build and to open,
// how long queries take, and how much memory a server needs that has answered them, be it
// of the compiled file or of the folder, of which it builds the index itself.
func (b *bench) ownArticles() error {
	at := slices.IndexFunc(limitsOfGrowth, func(l growthLimits) bool { return b.growth <= l.articles })
	if at < 0 {
		return fmt.Errorf("%d articles are more than there are limits for", b.growth)
	}
	limits, made := limitsOfGrowth[at], synthetic.FS{N: b.growth, Seed: 1}
	work := func(what string) string { return fmt.Sprintf("%d own articles: %s", b.growth, what) }

	folder, file := filepath.Join(b.dir, "content"), filepath.Join(b.dir, "own.waptkb")
	if err := made.Write(folder); err != nil {
		return err
	}
	begin, compile := time.Now(), b.waptkb("compile", "--content-only", "--content", folder, file)
	if out, err := compile.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	cpu, most := cpuOf(compile), compile.ProcessState.SysUsage().(*syscall.Rusage).Maxrss<<10
	b.report(row{work: work("build"), value: time.Since(begin).Seconds(), unit: "s", limit: limits.build, detail: fmt.Sprintf("%.1f s of processors, %.0f MB", cpu.Seconds(), float64(most)/1e6)})

	begin = time.Now()
	x, size, err := open(file)
	if err != nil {
		return err
	}
	b.report(row{work: work("open the compiled file"), value: milliseconds(time.Since(begin)), unit: "ms", limit: limits.open, detail: fmt.Sprintf("%.0f MB, mapped", float64(size)/1e6)})

	slow, found, err := ask(x, made, b.runs(growthQueries))
	if err != nil {
		return err
	}
	b.report(row{work: work("query, 95 of 100"), value: milliseconds(slow), unit: "ms", limit: limits.query, detail: fmt.Sprintf("%.1f %% find their article first", 100*found)})

	for _, content := range []string{file, folder} {
		memory, err := b.serverMemory(content, made)
		if err != nil {
			return err
		}
		b.report(row{work: work("memory of a server, " + filepath.Base(content)), value: memory / 1e6, unit: "MB", limit: limits.memory})
	}
	return nil
}

// open opens a compiled file, which is mapped into memory until the program ends.
func open(file string) (x *index.Index, size int, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	m, err := mmap.Map(f, mmap.RDONLY, 0)
	if err != nil {
		return nil, 0, err
	}
	x, err = index.Read(flat.View(m))
	return x, len(m), err
}

// ask asks n queries, and gives the time that 95 of 100 take at most and the share of
// those that find their article first. Each is asked three times, long after one another.
func ask(x *index.Index, made synthetic.FS, n int) (slow time.Duration, found float64, err error) {
	times := make([]time.Duration, n)
	for pass := range 3 {
		found = 0
		for i := range times {
			text, id := made.Query(i)
			begin := time.Now()
			r, err := x.Search(context.Background(), index.Query{Text: text})
			if err != nil {
				return 0, 0, err
			}
			if took := time.Since(begin); pass == 0 || took < times[i] {
				times[i] = took
			}
			if len(r.Results) > 0 && r.Results[0].Article.ID == id {
				found++
			}
		}
	}
	slices.Sort(times)
	return times[n*95/100], found / float64(n), nil
}

// serverMemory gives the memory of a server of own content that has answered all queries,
// in bytes.
func (b *bench) serverMemory(content string, made synthetic.FS) (float64, error) {
	s, err := serve(b.waptkb("serve", "--addr", "127.0.0.1:0", "--content-only", "--content", content))
	if err != nil {
		return 0, err
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
		return 0, err
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.Process.Pid))
	if err != nil {
		return 0, err
	}
	resident := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(status)
	if resident == nil {
		return 0, fmt.Errorf("no VmRSS in %s", status)
	}
	kib, err := strconv.ParseFloat(string(resident[1]), 64)
	return kib * 1024, err
}

func milliseconds(d time.Duration) float64 { return float64(d) / 1e6 }
