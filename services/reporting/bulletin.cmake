# Bulletins: building and rendering, all pure. Included by the folder's CMakeLists.txt.
set(BULLETIN_SOURCES
  annex_data.cc bulletin.cc catalogue.cc chart_data.cc letter_data.cc local_format.cc render.cc summary.cc text_layout.cc)

chiso_test(reporting_bulletin_test
  SOURCES bulletin_test.cc catalogue_test.cc local_format_test.cc render_test.cc summary_test.cc
          test_annex.cc text_layout_test.cc
  LIBS chiso_reporting_bulletin)
