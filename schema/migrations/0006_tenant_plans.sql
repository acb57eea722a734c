-- Which of the plans in contracts/plan.ts a tenant is on. What a plan allows is data of the release, not of the
-- database, and a name that the release does not know counts as the default: so no check ties the two together.
ALTER TABLE tenants ADD COLUMN plan text NOT NULL DEFAULT 'standard';
