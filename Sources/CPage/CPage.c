#include "CPage.h"

// The compiler of the toolchain has #embed in every mode, and says that C23 brought it.
#pragma clang diagnostic ignored "-Wc23-extensions"

#define HTML "text/html; charset=utf-8"
#define CSS "text/css; charset=utf-8"
#define SCRIPT "text/javascript; charset=utf-8"
#define PICTURE "image/svg+xml"

// One array a file of the page. A test compares the folder with this table.
static const unsigned char alerts_js[] = {
#embed "../Server/Page/alerts.js"
};
static const unsigned char bars_js[] = {
#embed "../Server/Page/bars.js"
};
static const unsigned char cards_js[] = {
#embed "../Server/Page/cards.js"
};
static const unsigned char compare_js[] = {
#embed "../Server/Page/compare.js"
};
static const unsigned char controls_js[] = {
#embed "../Server/Page/controls.js"
};
static const unsigned char dom_js[] = {
#embed "../Server/Page/dom.js"
};
static const unsigned char exports_js[] = {
#embed "../Server/Page/exports.js"
};
static const unsigned char fields_js[] = {
#embed "../Server/Page/fields.js"
};
static const unsigned char format_js[] = {
#embed "../Server/Page/format.js"
};
static const unsigned char frames_js[] = {
#embed "../Server/Page/frames.js"
};
static const unsigned char happenings_js[] = {
#embed "../Server/Page/happenings.js"
};
static const unsigned char advice_js[] = {
#embed "../Server/Page/advice.js"
};
static const unsigned char heatmap_js[] = {
#embed "../Server/Page/heatmap.js"
};
static const unsigned char icon_svg[] = {
#embed "../Server/Page/icon.svg"
};
static const unsigned char index_html[] = {
#embed "../Server/Page/index.html"
};
static const unsigned char keys_js[] = {
#embed "../Server/Page/keys.js"
};
static const unsigned char linechart_js[] = {
#embed "../Server/Page/linechart.js"
};
static const unsigned char main_js[] = {
#embed "../Server/Page/main.js"
};
static const unsigned char marks_js[] = {
#embed "../Server/Page/marks.js"
};
static const unsigned char overlay_js[] = {
#embed "../Server/Page/overlay.js"
};
static const unsigned char page_css[] = {
#embed "../Server/Page/page.css"
};
static const unsigned char panel_js[] = {
#embed "../Server/Page/panel.js"
};
static const unsigned char panels_css[] = {
#embed "../Server/Page/panels.css"
};
static const unsigned char player_js[] = {
#embed "../Server/Page/player.js"
};
static const unsigned char regions_js[] = {
#embed "../Server/Page/regions.js"
};
static const unsigned char runs_js[] = {
#embed "../Server/Page/runs.js"
};
static const unsigned char segments_js[] = {
#embed "../Server/Page/segments.js"
};
static const unsigned char source_js[] = {
#embed "../Server/Page/source.js"
};
static const unsigned char surface_js[] = {
#embed "../Server/Page/surface.js"
};
static const unsigned char theme_css[] = {
#embed "../Server/Page/theme.css"
};
static const unsigned char view_js[] = {
#embed "../Server/Page/view.js"
};

static const page_asset assets[] = {
    {"/static/alerts.js", SCRIPT, alerts_js, sizeof alerts_js},
    {"/static/bars.js", SCRIPT, bars_js, sizeof bars_js},
    {"/static/cards.js", SCRIPT, cards_js, sizeof cards_js},
    {"/static/compare.js", SCRIPT, compare_js, sizeof compare_js},
    {"/static/controls.js", SCRIPT, controls_js, sizeof controls_js},
    {"/static/dom.js", SCRIPT, dom_js, sizeof dom_js},
    {"/static/exports.js", SCRIPT, exports_js, sizeof exports_js},
    {"/static/fields.js", SCRIPT, fields_js, sizeof fields_js},
    {"/static/format.js", SCRIPT, format_js, sizeof format_js},
    {"/static/frames.js", SCRIPT, frames_js, sizeof frames_js},
    {"/static/happenings.js", SCRIPT, happenings_js, sizeof happenings_js},
    {"/static/advice.js", SCRIPT, advice_js, sizeof advice_js},
    {"/static/heatmap.js", SCRIPT, heatmap_js, sizeof heatmap_js},
    {"/static/icon.svg", PICTURE, icon_svg, sizeof icon_svg},
    {"/", HTML, index_html, sizeof index_html},
    {"/static/keys.js", SCRIPT, keys_js, sizeof keys_js},
    {"/static/linechart.js", SCRIPT, linechart_js, sizeof linechart_js},
    {"/static/main.js", SCRIPT, main_js, sizeof main_js},
    {"/static/marks.js", SCRIPT, marks_js, sizeof marks_js},
    {"/static/overlay.js", SCRIPT, overlay_js, sizeof overlay_js},
    {"/static/page.css", CSS, page_css, sizeof page_css},
    {"/static/panel.js", SCRIPT, panel_js, sizeof panel_js},
    {"/static/panels.css", CSS, panels_css, sizeof panels_css},
    {"/static/player.js", SCRIPT, player_js, sizeof player_js},
    {"/static/regions.js", SCRIPT, regions_js, sizeof regions_js},
    {"/static/runs.js", SCRIPT, runs_js, sizeof runs_js},
    {"/static/segments.js", SCRIPT, segments_js, sizeof segments_js},
    {"/static/source.js", SCRIPT, source_js, sizeof source_js},
    {"/static/surface.js", SCRIPT, surface_js, sizeof surface_js},
    {"/static/theme.css", CSS, theme_css, sizeof theme_css},
    {"/static/view.js", SCRIPT, view_js, sizeof view_js},
    {NULL, NULL, NULL, 0},
};

const page_asset *page_assets(void) { return assets; }
