package rank

var fitted = struct{ signals []float64 }{
	signals: []float64{1.65, 1.33, 4.25, 0, 1.36, .6, .6, .6, -.4, .2, .2},
}
