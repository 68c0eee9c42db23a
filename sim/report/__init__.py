"""The answer for people: sentences, cards, and one self-contained HTML file.

What the sentences and cards say is in :mod:`sim.report.sentences`; command line, report
and dashboard all ask there.
The package offers its modules only: a sentence should not wait for charts to load.
"""
