"""Every route of the house, gathered once."""

from evidence import health, offline, openapi
from evidence.accounts import api as accounts_api
from evidence.accounts import flow as accounts_flow
from evidence.accounts import views as accounts_views
from evidence.accounts.registry import api as registry_api
from evidence.accounts.registry import lists as registry_lists
from evidence.accounts.registry import mistake_pages as registry_mistakes
from evidence.accounts.registry import official as registry_official
from evidence.accounts.registry import views as registry_views
from evidence.capture import api as capture_api
from evidence.capture import explaining, field, pictures
from evidence.capture import views as capture_views
from evidence.compose import api as compose_api
from evidence.compose import checking, cover_views, downloads
from evidence.compose import pictures as compose_pictures
from evidence.compose import texts as compose_texts
from evidence.compose import views as compose_views
from evidence.gallery import api as gallery_api
from evidence.gallery import galleries, proof_views, saved_views
from evidence.gallery.public import switching as gallery_switching
from evidence.gallery.public import views as gallery_public
from evidence.integrity import credential_views
from evidence.integrity import views as integrity_views
from evidence.notices import answering as letters
from evidence.notices import setting
from evidence.notices import views as notices_views
from evidence.points import views as points_views
from evidence.privacy import asking_pages, consent_views
from evidence.publish import api as publish_api
from evidence.publish import (
    calendar,
    holding,
    metrics,
    operating,
    pulling,
    timetable_pages,
    withdraw_views,
)
from evidence.publish import views as publish_views
from evidence.repair import api as repair_api
from evidence.repair import views as repair_views
from evidence.reports.board import views as board_views
from evidence.reports.coverage import compared, order_pages, unit_pages
from evidence.reports.coverage import views as coverage_views
from evidence.reports.papers import letterhead_views
from evidence.reports.papers import views as papers_views
from evidence.reports.papers.board import views as board_papers
from evidence.reports.papers.coverage import views as coverage_papers
from evidence.review import api as review_api
from evidence.review import moving, sampling_pages
from evidence.review import views as review_views
from evidence.units import api as units_api
from evidence.units import delegation_pages, handing_over_pages, people_pages, person_pages, trace_pages
from evidence.units import views as units_views

PAGES = (
    health.pages,
    offline.pages,
    units_views.pages,
    delegation_pages.pages,
    handing_over_pages.pages,
    trace_pages.pages,
    people_pages.pages,
    person_pages.pages,
    notices_views.pages,
    setting.pages,
    letters.pages,
    accounts_views.pages,
    accounts_flow.pages,
    registry_lists.pages,
    registry_views.pages,
    registry_mistakes.pages,
    registry_official.pages,
    capture_views.pages,
    pictures.pages,
    explaining.pages,
    points_views.pages,
    compose_views.pages,
    checking.pages,
    cover_views.pages,
    compose_pictures.pages,
    compose_texts.pages,
    downloads.pages,
    review_views.pages,
    publish_views.pages,
    operating.pages,
    metrics.pages,
    withdraw_views.pages,
    pulling.pages,
    calendar.pages,
    timetable_pages.pages,
    holding.pages,
    moving.pages,
    sampling_pages.pages,
    repair_views.pages,
    integrity_views.pages,
    credential_views.pages,
    consent_views.pages,
    asking_pages.pages,
    galleries.pages,
    saved_views.pages,
    coverage_views.pages,
    compared.pages,
    order_pages.pages,
    unit_pages.pages,
    proof_views.pages,
    gallery_public.pages,
    gallery_switching.pages,
    board_views.pages,
    papers_views.pages,
    letterhead_views.pages,
    coverage_papers.pages,
    board_papers.pages,
)
APIS = (
    openapi.api,
    units_api.api,
    accounts_api.api,
    registry_api.api,
    capture_api.api,
    field.api,
    compose_api.api,
    review_api.api,
    publish_api.api,
    repair_api.api,
    gallery_api.api,
)
